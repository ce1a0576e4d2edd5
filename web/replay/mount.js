// @ts-check
// The door for Streamlit (`st.components.v2`) and for the downloaded page. Called again with every change of data or theme.

import STYLE from "./player.css";
import { Player } from "./player.js";
import { loadPlotly } from "./plotly.js";
import { el } from "../shared/dom.js";

const mounted = new WeakMap();

export default function mount({ data, parentElement, setTriggerValue }) {
  const known = mounted.get(parentElement);
  if (known) {
    known.update(data, setTriggerValue);
    return known.unmount;
  }
  const style = el("style", {}, STYLE);
  const player = new Player(data, () => loadPlotly(data.plotly), setTriggerValue);
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
