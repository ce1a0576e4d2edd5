// @ts-check
// Colours and type come from the page's own variables, so that the player follows the theme, light or dark.

import { ROLES } from "./roles.js";

const FALLBACK = "#0072b2,#d55e00,#009e73,#cc79a7,#56b4e9,#e69f00";

// Any CSS colour as `rgba(…)`: Plotly knows fewer notations than the browser. One pixel is painted and read back.
function rgba(colour, brush) {
  brush.clearRect(0, 0, 1, 1);
  brush.fillStyle = colour;
  brush.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = brush.getImageData(0, 0, 1, 1).data;
  return `rgba(${r},${g},${b},${Math.round((a / 255) * 1000) / 1000})`;
}

// Dark on white, whatever the screen's theme.
export const PAPER_THEME = {
  muted: "#333",
  grid: "#ccc",
  background: "#fff",
  font: "sans-serif",
  roles: ROLES.map(() => "#333"),
  series: (index) => `rgba(${["0,96,168", "179,71,0", "0,120,90", "156,61,124", "90,90,0"][index % 5]},1)`,
};

// Every cut of the page's fonts that may come up, fetched now: nothing is to be fetched while the incident plays.
export function fetchFonts(node) {
  const style = getComputedStyle(node);
  const code = style.getPropertyValue("--st-code-font").trim() || "monospace";
  const cuts = ["400", "600", "700", "italic 400", "italic 700"].map((cut) => `${cut} 16px ${style.fontFamily}`);
  for (const font of [...cuts, `400 16px ${code}`, `700 16px ${code}`]) {
    document.fonts.load(font, "Aa0≈→").catch(() => {});
  }
}

export function readTheme(node) {
  const probe = document.createElement("span");
  const brush = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  node.append(probe);
  const style = getComputedStyle(probe);
  const read = (name, otherwise) => {
    const value = style.getPropertyValue(name).trim();
    return value && value !== "unset" ? value : otherwise;
  };
  const colour = (name) => {
    probe.style.color = `var(${name})`;
    return rgba(style.color, brush);
  };
  const series = read("--st-chart-categorical-colors", FALLBACK).split(/,(?![^(]*\))/);
  const theme = {
    muted: colour("--muted"),
    grid: colour("--line"),
    background: colour("--ground"),
    font: read("--st-font", "sans-serif"),
    roles: ROLES.map((role) => colour("--role-" + role.colour)),
    series: (index) => rgba(series[index % series.length].trim(), brush),
  };
  probe.remove();
  return theme;
}
