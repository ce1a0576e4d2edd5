// @ts-check
// The curves and the lane of events. Plotly draws them once; while playing only clip rectangles and the playhead move.

import { ROLES, UNKNOWN_ROLE } from "./roles.js";
import { el } from "../shared/dom.js";
import { clock, lastAt, number, span, withUnit } from "./time.js";

const MARGIN = { l: 46, r: 16, t: 4, b: 26 };
const LANE = 44;
const NAMES = 22; // a line of names and values above a panel
export const NARROW = 560; // as in player.css: below it each name has its own line
export const DOTS = 150; // beyond so many points the dots would be a second line, and slow
const DASHES = ["solid", "dash", "dot", "dashdot"];

// Curves of one unit share a panel, two at most: more cannot be told apart. A curve without a unit has its own. A run of a
// model shows one thing in one panel: simulated, closed form, the run before, a sketch.
export function groupPanels(track) {
  const panels = [];
  if (track.simulated) return track.curves.length ? [track.curves.map((curve, index) => ({ ...curve, seconds: track.curveSeconds[curve.seconds], index }))] : [];
  track.curves.forEach((curve, index) => {
    const drawn = { ...curve, seconds: track.curveSeconds[curve.seconds], index };
    const shared = panels.find((panel) => curve.unit && panel[0].unit === curve.unit && panel.length < 2);
    if (shared) shared.push(drawn);
    else panels.push([drawn]);
  });
  return panels;
}

// The value at a second of play: { text, kind } with kind "stated", "interpolated", "last" or "".
export function valueAt(curve, second) {
  const place = lastAt(curve.seconds, second);
  if (place < 0) return { text: "—", kind: "" };
  const stated = !(curve.interpolated || []).includes(place);
  const [x, y] = [curve.seconds, curve.values];
  if (place === x.length - 1) {
    return { text: withUnit(number(y[place]), curve.unit), kind: second - x[place] < 0.05 ? "stated" : "last" };
  }
  if (stated && second - x[place] < 0.05) return { text: withUnit(number(y[place]), curve.unit), kind: "stated" };
  const share = x[place + 1] > x[place] ? (second - x[place]) / (x[place + 1] - x[place]) : 0;
  const between = y[place] + (y[place + 1] - y[place]) * share;
  return { text: "≈ " + withUnit(number(Number(between.toPrecision(3))), curve.unit), kind: "interpolated" };
}

export class Chart {
  // `hidesRole(index)` says whether the role of an event is still to be found out.
  constructor(track, host, paint, hidesRole) {
    this.track = track;
    this.hidesRole = hidesRole;
    this.paint = paint;
    this.panels = groupPanels(track);
    this.plot = el("div", { class: "plot", "aria-hidden": "true" });
    this.head = el("div", { class: "playhead" });
    const note = findCommonNote(track);
    this.labels = this.panels.map((panel, row) => this.label(panel, note ? row === 0 && note : panel.find((curve) => curve.note)?.note));
    this.node = el("div", { class: "chart" }, this.plot, this.labels.map((l) => l.node), this.head);
    host.append(this.node);
    this.width = 0;
    this.lag = 0;
  }

  label(panel, note) {
    const values = panel.map((curve, place) => {
      const value = el("span", { class: "value" });
      const name = el("span", { class: "name" }, curve.name);
      const swatch = el("span", { class: "swatch " + chooseDash(curve, place) });
      return { curve, value, swatch, node: el("span", { class: "series" }, swatch, name, value) };
    });
    return { values, node: el("div", { class: "strip" }, values.map((v) => v.node), note ? el("em", {}, note) : null) };
  }

  // Pixels from the left edge of the chart for a second of play.
  px(second) {
    const inner = this.width - MARGIN.l - MARGIN.r;
    return MARGIN.l + ((second + this.lag) / (this.track.duration + 2 * this.lag)) * inner;
  }

  secondAt(px) {
    const inner = this.width - MARGIN.l - MARGIN.r;
    const second = ((px - MARGIN.l) / inner) * (this.track.duration + 2 * this.lag) - this.lag;
    return Math.min(this.track.duration, Math.max(0, second));
  }

  // The panels from the top: { top, head, height }. On a phone the names of two curves need a line each.
  rows(width, panelHeight) {
    let top = 0;
    return this.panels.map((panel) => {
      const lines = width < NARROW ? panel.length : 1;
      const row = { top, head: lines * NAMES + 5, height: panelHeight + (lines - 1) * NAMES };
      top += row.height;
      return row;
    });
  }

  heightOf(width, panelHeight) {
    const last = this.rows(width, panelHeight).pop();
    return (last ? last.top + last.height : 0) + LANE + MARGIN.t + MARGIN.b;
  }

  async draw(Plotly, width, panelHeight) {
    this.width = width;
    // Room for half a marker at either end.
    this.lag = ((this.track.duration || 1) * 11) / Math.max(1, width - MARGIN.l - MARGIN.r - 22);
    this.panelHeight = panelHeight;
    const height = this.heightOf(width, panelHeight);
    this.node.style.height = height + "px";
    this.rows(width, panelHeight).forEach(({ top }, i) => (this.labels[i].node.style.top = MARGIN.t + top + "px"));
    this.labels.forEach((l) =>
      l.values.forEach((v) => v.swatch.style.setProperty("--series", this.paint.series(v.curve.index))),
    );
    if (!Plotly) return;
    await Plotly.react(this.plot, this.traces(), this.layout(width, height, panelHeight), {
      staticPlot: true,
      responsive: false,
    });
    this.clips = [...this.plot.querySelectorAll("clipPath.plotclip rect")];
  }

  traces() {
    /** @type {any[]} */
    const traces = [];
    this.panels.forEach((panel, row) => {
      panel.forEach((curve, place) => traces.push(...this.lines(curve, place, "y" + (row + 2), panel.length === 1)));
    });
    const events = this.track.events;
    const ranges = events.filter((event) => event.endSecond);
    const size = Math.round(Math.min(15, Math.max(7, (2.2 * this.width) / Math.max(1, events.length)))); // hundreds: smaller
    for (const event of ranges) {
      const colour = this.hidesRole(events.indexOf(event)) ? this.paint.muted : this.paint.roles[event.role];
      traces.push({ x: [event.second, event.endSecond], y: [0, 0], yaxis: "y", mode: "lines", line: { width: 4, color: colour } });
    }
    traces.push({
      x: events.map((event) => event.second),
      y: events.map(() => 0),
      yaxis: "y",
      mode: "markers",
      cliponaxis: true,
      marker: {
        size,
        symbol: events.map((event, index) => (this.hidesRole(index) ? UNKNOWN_ROLE.symbol : ROLES[event.role].symbol)),
        color: events.map((event, index) => (this.hidesRole(index) ? this.paint.muted : this.paint.roles[event.role])),
        line: { width: 1, color: this.paint.background },
      },
    });
    return traces;
  }

  lines(curve, place, yaxis, alone) {
    const colour = this.paint.series(curve.index);
    const between = new Set(curve.interpolated || []);
    const dense = curve.seconds.length > 40;
    const mode = this.track.simulated || curve.seconds.length > DOTS ? "lines" : "lines+markers";
    /** @type {any[]} */
    const traces = [
      ...(curve.low ? [this.band(curve, yaxis, colour)] : []),
      {
        x: curve.seconds,
        y: curve.values,
        yaxis,
        mode,
        line: { color: colour, width: 2, dash: chooseDash(curve, place) },
        ...(alone ? { fill: "tozeroy", fillcolor: colour.replace(/,[^,]*\)$/, ",0.1)") } : {}),
        marker: { color: colour, size: curve.seconds.map((_, i) => (between.has(i) ? 0 : dense ? 3 : 7)) },
      },
    ];
    if (curve.limit !== undefined) {
      const [first, last] = [curve.seconds[0], this.track.duration];
      traces.push({ x: [first, last], y: [curve.limit, curve.limit], yaxis, mode: "lines", line: { color: this.paint.muted, width: 1, dash: "dot" } });
    }
    return traces;
  }

  // The confidence band behind a simulated curve.
  band(curve, yaxis, colour) {
    return {
      x: [...curve.seconds, ...[...curve.seconds].reverse()],
      y: [...curve.high, ...[...curve.low].reverse()],
      yaxis,
      mode: "lines",
      line: { width: 0 },
      fill: "toself",
      fillcolor: colour.replace(/,[^,]*\)$/, ",0.18)"),
    };
  }

  layout(width, height, panelHeight) {
    const inner = height - MARGIN.t - MARGIN.b;
    const axis = { fixedrange: true, zeroline: false, gridcolor: this.paint.grid, tickfont: { size: 11 }, nticks: panelHeight < 70 ? 2 : panelHeight < 80 ? 3 : 4 };
    const layout = {
      width,
      height,
      margin: { ...MARGIN, pad: 0 },
      showlegend: false,
      paper_bgcolor: "rgba(0,0,0,0)",
      plot_bgcolor: "rgba(0,0,0,0)",
      font: { family: this.paint.font, color: this.paint.muted, size: 11 },
      xaxis: {
        range: [-this.lag, this.track.duration + this.lag],
        fixedrange: true,
        showgrid: false,
        zeroline: false,
        ...this.ticks(width),
        anchor: "y",
      },
      yaxis: { ...axis, domain: [0, LANE / inner], range: [-1, 1], showgrid: false, showticklabels: false },
      shapes: this.track.breaks.map(({ start: from, end: to }) => ({
        type: "rect", xref: "x", yref: "paper", x0: from, x1: to, y0: 0, y1: 1,
        line: { width: 0 }, fillcolor: this.paint.grid, opacity: 0.45, layer: "below",
      })),
      annotations: this.breakLabels(width),
    };
    this.rows(width, panelHeight).forEach(({ top, head, height: own }, row) => {
      const domain = [1 - (top + own - 6) / inner, 1 - (top + head) / inner];
      layout["yaxis" + (row + 2)] = { ...axis, domain, range: findRange(this.panels[row], 5 / (own - head - 6)), anchor: "x" };
    });
    return layout;
  }

  // The whole chart as a picture for paper: dark on white, with the names in it.
  picture(Plotly, paper, width) {
    const before = [this.paint, this.width];
    [this.paint, this.width] = [paper, width];
    const row = 110;
    const height = this.heightOf(width, row);
    const layout = this.layout(width, height, row);
    const top = (panel) => 1 - (panel * row) / (height - MARGIN.t - MARGIN.b);
    this.panels.forEach((panel, place) =>
      layout.annotations.push({
        x: 0, xref: "paper", xanchor: "left", y: top(place), yref: "paper", yanchor: "top", showarrow: false,
        text: panel.map((curve, n) => `${n ? "– –" : "——"} ${curve.name}${withUnit("", curve.unit) && ` (${curve.unit})`}`).join("    "),
      }),
    );
    const figure = { data: this.traces(), layout };
    [this.paint, this.width] = before;
    return Plotly.toImage(figure, { format: "svg", width, height });
  }

  // As many clock labels as there is room for, at events first of all.
  ticks(width) {
    const room = 52 * (this.track.duration / Math.max(1, width - MARGIN.l - MARGIN.r));
    const [vals, text] = [[], []];
    const marks = this.track.simulated ? spreadTicks(this.track) : this.track.events;
    for (const event of marks) {
      const label = clock(event.minute);
      if (vals.length && (event.second - vals[vals.length - 1] < room || label === text[text.length - 1])) continue;
      vals.push(event.second);
      text.push(label);
    }
    return { tickvals: vals, ticktext: text, tickangle: 0, tickfont: { size: 11 } };
  }

  breakLabels(width) {
    const perSecond = (width - MARGIN.l - MARGIN.r) / Math.max(1, this.track.duration);
    return this.track.breaks
      .filter(({ start: from, end: to }) => (to - from) * perSecond > 12)
      .map(({ start: from, end: to, minutes }) => ({
        x: (from + to) / 2, y: 0, yref: "paper", yanchor: "bottom", yshift: 2, showarrow: false,
        text: (to - from) * perSecond > 60 ? "// " + span(minutes) : "//",
        font: { size: 10, color: this.paint.muted },
      }));
  }

  // Everything up to `second` is shown, nothing after it; an event appears whole, when it happens.
  show(second, reached) {
    const x = this.px(second);
    this.head.style.transform = `translateX(${x}px)`;
    if (this.clips) {
      const open = String(Math.max(0, x - MARGIN.l + (second >= this.track.duration ? 12 : 1)));
      const lane = String(reached === undefined ? 0 : Math.max(0, this.px(reached) - MARGIN.l + 10));
      this.clips.forEach((rect) => rect.setAttribute("width", rect.parentNode.id.endsWith("xyplot") ? lane : open));
    }
    for (const { values } of this.labels) {
      for (const { curve, value } of values) {
        const { text, kind } = valueAt(curve, second);
        const shown = kind === "last" ? "last " + text : text;
        if (value.textContent !== shown) {
          value.textContent = shown;
          value.dataset.kind = kind;
        }
      }
    }
  }
}

// A run of a model has few events: its clock is told in eighths.
function spreadTicks(track) {
  const { minutes, seconds } = track.knots;
  const [first, last] = [minutes[0], minutes[minutes.length - 1]];
  return Array.from({ length: 9 }, (_, place) => ({ minute: first + ((last - first) * place) / 8, second: (seconds[seconds.length - 1] * place) / 8 }));
}

// The author's word for the curves ("illustrative") where all bear the same.
export function findCommonNote(track) {
  const notes = new Set(track.curves.map((curve) => curve.note || ""));
  return notes.size === 1 ? [...notes][0] : "";
}

// Curves of one panel differ by dash as well as by colour; a curve made from single statements is always broken.
function chooseDash(curve, place) {
  return curve.fromText && place === 0 ? "dash" : DASHES[place % DASHES.length];
}

// `margin` is the share of the height that half a dot needs.
function findRange(panel, margin) {
  const values = panel.flatMap((curve) => [...curve.values, ...(curve.high || []), ...(curve.limit === undefined ? [] : [curve.limit])]);
  const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
  const room = (high - low || 1) * margin;
  return [low - room, high + room];
}
