// @ts-check
// The door for Streamlit (`st.components.v2`) and for the downloaded page. Called again with every change of data or theme.

import STYLE from "./player.css";
import { Player } from "./player.js";
import { el } from "../shared/dom.js";

let loading = null;

// Plotly, loaded when the first player is drawn. Resolves to the library.
function plotlyFrom(url) {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  if (!loading) {
    loading = new Promise((resolve, reject) => {
      const script = el("script", { src: url });
      script.addEventListener("load", () => resolve(window.Plotly));
      script.addEventListener("error", () => {
        loading = null;
        script.remove();
        reject(new Error("Plotly could not be loaded from " + url));
      });
      document.head.append(script);
    });
  }
  return loading;
}

const mounted = new WeakMap();

export default function mount({ data, parentElement, setTriggerValue }) {
  const known = mounted.get(parentElement);
  if (known) {
    known.update(data, setTriggerValue);
    return known.unmount;
  }
  const style = el("style", {}, STYLE);
  const player = new Player(data, () => plotlyFrom(data.plotly), setTriggerValue);
  player.unmount = () => {
    player.destroy();
    style.remove();
    player.root.remove();
    mounted.delete(parentElement);
  };
  parentElement.append(style, player.root);
  mounted.set(parentElement, player);
  return player.unmount;
}
