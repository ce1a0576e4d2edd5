// @ts-check
// Plotly's own script, loaded when the first chart is drawn.

import { el } from "../shared/dom.js";

let loading = null;

// Resolves to the library.
export function loadPlotly(url) {
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
