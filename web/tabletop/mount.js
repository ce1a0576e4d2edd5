// @ts-check
// The door for Streamlit (`st.components.v2`): one board a place, updated with every change of data.

import PLAYER_STYLE from "../replay/player.css";
import STYLE from "./board.css";
import { loadPlotly } from "../replay/plotly.js";
import { el } from "../shared/dom.js";
import { endWhenGone } from "../shared/lifetime.js";
import { Board } from "./board.js";

const mounted = new WeakMap();

export default function mount({ data, parentElement }) {
  const existing = mounted.get(parentElement);
  if (existing) return existing.unmount; // the board follows the room by itself: nothing in the data of a rerun is new to it
  const style = el("style", {}, PLAYER_STYLE + STYLE);
  const board = new Board(data, () => loadPlotly(data.plotly));
  const unmount = endWhenGone(parentElement, () => {
    if (mounted.get(parentElement)?.unmount !== unmount) return;
    mounted.delete(parentElement);
    board.destroy();
    style.remove();
    board.root.remove();
  });
  parentElement.append(style, board.root);
  mounted.set(parentElement, { unmount });
  return unmount;
}
