// @ts-check
// The door for Streamlit (`st.components.v2`) and for the downloaded page. Called again with every change of data or theme.

import STYLE from "./player.css";
import { Player } from "./player.js";
import { loadPlotly } from "./plotly.js";
import { el } from "../shared/dom.js";
import { endWhenGone } from "../shared/lifetime.js";

const mounted = new WeakMap();

export default function mount({ data, parentElement, setTriggerValue }) {
  const existing = mounted.get(parentElement);
  if (existing) {
    existing.update(data, setTriggerValue);
    return existing.unmount;
  }
  const style = el("style", {}, STYLE);
  const player = new Player(data, () => loadPlotly(data.plotly), setTriggerValue);
  player.unmount = endWhenGone(parentElement, () => {
    if (mounted.get(parentElement) !== player) return;
    mounted.delete(parentElement);
    player.destroy();
    style.remove();
    player.root.remove();
  });
  parentElement.append(style, player.root);
  mounted.set(parentElement, player);
  return player.unmount;
}
