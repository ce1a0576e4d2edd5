// @ts-check
// Everything one sees: built once for a track, then only what has changed is drawn.

import { Chart, DOTS, NARROW, findCommonNote } from "./chart.js";
import { controls, scrubber } from "./controls.js";
import { ICONS, PHASES } from "./roles.js";
import { drawDecision, drawEnd, drawEvent, drawPrompt, spoken } from "./stage.js";
import { drawStoryTable } from "./story.js";
import { drawIcon, el } from "../shared/dom.js";
import { fetchFonts, readTheme } from "./theme.js";
import { clock, lastAt, minuteAt, number, span, wallClock, withUnit } from "./time.js";

const REDUCED = window.matchMedia("(prefers-reduced-motion: reduce)");

const HEADER = 64; // pixels at the top that the app's own header covers

export function build(player) {
  const track = player.track;
  const theme = readTheme(player.root);
  player.root.setAttribute("role", "region");
  player.root.setAttribute("aria-label", (track.simulated ? "Run: " : "Replay: ") + track.title);
  player.root.classList.toggle("simulated", Boolean(track.simulated));
  player.clock = el("span", { class: "time" });
  player.wall = el("span", { class: "wall" });
  player.phase = el("span", { class: "phase" });
  player.metrics = ["detect", "diagnose", "recover"].map((of) => ({ of, name: "to " + of, node: el("dd", {}) }));
  player.stage = el("div", { class: "stage" });
  player.live = el("div", { class: "sr", "aria-live": "polite", role: "status" });
  player.readings = el("dl", { class: "readings", hidden: !track.readings.length });
  player.ui = controls(track, player);
  player.bar = scrubber(track, player);
  const chartHost = el("div", { class: "host" });
  player.chart = new Chart(track, chartHost, theme, (index) => player.hidesRole(index));
  player.tip = el("div", { class: "tip", hidden: true });
  player.starter = starter(player);
  chartHost.append(player.tip, player.starter);
  const crowded = track.curves.some((curve) => curve.values.length > DOTS);
  const note = findCommonNote(track);
  const stated = track.simulated ? track.simulated.legend : track.curves.length
    ? (note ? `The curves are marked “${note}”. ` : "") + "Values at dots are stated in the deck; lines between dots are interpolated." +
      (crowded ? " A curve without dots has more stated values than there is room for." : "")
    : "";
  player.root.replaceChildren(
    el(
      "header",
      {},
      el("div", { class: "clock", role: "timer", "aria-label": track.simulated ? "Clock of the run" : "Clock of the incident" }, player.clock, player.wall),
      player.phase,
      el("dl", { class: "metrics" }, player.metrics.map(({ name, node }) => el("div", {}, el("dt", {}, name), node))),
    ),
    chartHost, // first: on a laptop's screen the curves show without scrolling, whatever an event says
    player.stage,
    player.readings,
    el("div", { class: "dock" }, player.bar.node, player.ui.playback),
    player.ui.node,
    el("p", { class: "legend", hidden: !stated }, stated),
    wholeStory(player),
    player.live,
  );
  player.shown = { event: null, reading: null, phase: null };
  chartHost.addEventListener("pointermove", (event) => hover(player, event));
  chartHost.addEventListener("pointerleave", () => (player.tip.hidden = true));
  chartHost.addEventListener("click", (event) => player.seek(player.chart.secondAt(event.clientX - chartHost.getBoundingClientRect().left)));
  player.sized.disconnect();
  player.sized.observe(chartHost);
  player.host = chartHost;
  player.plotly().then(
    (Plotly) => {
      player.Plotly = Plotly;
      fetchFonts(player.root);
      resize(player);
    },
    () => chartHost.append(el("p", { class: "legend" }, "The chart could not be loaded. The rest of the replay works without it.")),
  );
  if (player.open) renderOpen(player, false);
  paint(player);
}

// The table is made when it is opened: until then a search in the page finds nothing of what is still to come.
function wholeStory(player) {
  const show = () => {
    if (!whole.open || whole.querySelector("table")) return;
    whole.append(drawStoryTable(player.track, (second) => player.seek(second)));
  };
  const whole = el("details", { class: "whole", ontoggle: show }, el("summary", {}, player.track.simulated ? "The run's events as a table" : "The whole story as a table (shows how it ends)"));
  return whole;
}

// What invites to begin, over curves that are still empty; for the mouse and the finger: keys have the button below.
function starter(player) {
  const begin = (event) => {
    event.stopPropagation();
    player.play();
  };
  return el("button", { type: "button", class: "starter", tabindex: "-1", "aria-hidden": "true", onclick: begin }, drawIcon(ICONS.play));
}

export async function resize(player) {
  const width = player.host.clientWidth;
  if (!width) return;
  const full = player.isFull();
  const stage = tallest(player);
  // Clock, lane, axis, controls and their margins; on a phone another line of the clock's and lines of names besides.
  const used = stage + full * 40 + 290 + (width < NARROW ? 24 + player.chart.heightOf(width, 0) - player.chart.heightOf(NARROW, 0) : 0);
  const panels = Math.max(1, player.chart.panels.length);
  const fit = (window.innerHeight - used) / panels;
  const most = width < NARROW ? Math.max(72, 150 / panels) : Math.max(88, 190 / panels); // one curve alone may be taller
  const room = full ? Math.max(70, Math.min(200, fit)) : Math.max(60, Math.min(most, fit));
  if (player.room !== stage && typeof player.shown.event === "number") player.shown.event = null;
  player.room = stage;
  player.stage.style.minHeight = stage + "px";
  player.chart.paint = readTheme(player.root);
  await player.chart.draw(player.Plotly, width, room);
  const [left, right] = [player.chart.px(0), width - player.chart.px(player.track.duration)];
  player.bar.node.style.paddingInline = `${left}px ${right}px`;
  player.root.dataset.ready = player.Plotly ? "true" : "waiting";
  if (player.linked && player.Plotly) player.comeIntoView(); // what a link to a moment is about
  paint(player);
}

// The room the longest event takes, so that the chart below does not jump while events change; one beyond a third of the
// screen may push it down.
function tallest(player) {
  const weigh = (event) => event.text.length + (event.details || []).reduce((sum, detail) => sum + detail.length + 40, 0);
  const longest = player.track.events.reduce((most, event) => (most && weigh(most) >= weigh(event) ? most : event), null);
  if (!longest) return 0;
  const probe = el("div", { class: "stage", style: "position:absolute;visibility:hidden;inset-inline:0" }, drawEvent(longest, [longest]));
  player.root.append(probe);
  const height = Math.min(probe.offsetHeight, 420, Math.max(180, window.innerHeight * 0.32));
  probe.remove();
  return height;
}

export function renderOpen(player, focus) {
  const { kind, item } = player.open;
  player.shown.event = "open";
  player.root.dataset.open = kind;
  const view = kind === "stop" ? stopPanel(player, item) : askPanel(player, item);
  player.stage.replaceChildren(view);
  if (focus) focusOpen(player);
}

function stopPanel(player, stop) {
  const decide = (choice) => {
    player.answers[stop.id] = { choice };
    renderOpen(player, true);
    resize(player); // the event's role is drawn now
    if (choice >= 0 && player.report) player.report("decided", { incident: player.track.incident, stop: stop.id, choice });
  };
  return drawDecision(player.track, stop, player.answers[stop.id] || null, {
    choose: decide,
    skip: () => decide(-1),
    go: () => player.close(),
    kept: player.kept.has(stop.id),
    keep: player.report ? () => player.report("keep", { incident: player.track.incident, stop: stop.id, choice: player.answers[stop.id].choice }) : null,
  });
}

function askPanel(player, ask) {
  return drawPrompt(player.track, ask, player.open.isRevealed, {
    open: () => {
      player.open.isRevealed = true;
      renderOpen(player, true);
    },
    go: (had) => {
      player.asked[ask.id] = had;
      player.close();
    },
  });
}

export function focusOpen(player) {
  player.stage.querySelector("h2")?.focus({ preventScroll: true });
  bringIn(player);
}

// What is said comes into view, below the page's header: from its beginning when it is taller than the screen.
function bringIn(player) {
  if (player.isFull()) return;
  const { top, bottom, height } = player.stage.getBoundingClientRect();
  if (top >= HEADER && bottom <= window.innerHeight) return;
  // The end of the curves stays in sight above it where there is room for both.
  player.stage.scrollIntoView({ block: height > window.innerHeight - HEADER ? "start" : "end" });
}

export function paint(player) {
  const track = player.track;
  const index = lastAt(player.seconds, player.now);
  const second = REDUCED.matches && player.playing ? (player.seconds[index] ?? 0) : player.now;
  const minute = minuteAt(track.knots, second);
  set(player.clock, clock(minute));
  set(player.wall, wallClock(track.wallStart, minute));
  set(player.ui.time, `${clock(minute)} / ${clock(track.knots.minutes[track.knots.minutes.length - 1])}`);
  paintPhase(player, second, minute);
  paintPlay(player);
  player.starter.hidden = !track.curves.length || player.playing || player.now > 0 || Boolean(player.open);
  player.bar.range.value = String(second);
  player.bar.filled.style.transform = `scaleX(${track.duration ? second / track.duration : 0})`;
  player.chart.show(second, player.seconds[index]);
  paintReadings(player, second);
  const shown = player.open ? "open" : player.ended ? "end" : index;
  if (shown !== player.shown.event) paintStage(player, shown, index);
}

function paintPlay(player) {
  const icon = player.playing ? "pause" : "play";
  if (player.ui.play.dataset.icon === icon) return;
  const label = player.playing ? "Pause" : "Play";
  player.ui.play.dataset.icon = icon;
  player.ui.play.setAttribute("aria-label", label);
  player.ui.play.setAttribute("title", label + " (Space)");
  player.ui.play.replaceChildren(drawIcon(ICONS[icon]));
  player.root.dataset.state = player.playing ? "playing" : "paused";
}

function paintPhase(player, second, minute) {
  const phase = player.track.phases.find(({ start, end }) => second >= start && second < end) || player.track.phases[player.track.phases.length - 1];
  if (phase && phase.name !== player.shown.phase) {
    player.shown.phase = phase.name;
    player.phase.textContent = PHASES[phase.name];
    player.phase.dataset.phase = phase.name;
  }
  const start = player.track.events[0]?.minute ?? 0;
  player.metrics.forEach(({ node, of }) => {
    const needed = player.track.times[of];
    const reached = needed !== null && minute >= start + needed - 1e-6;
    set(node, needed === null ? "not stated" : reached ? span(needed) : "…");
    node.dataset.reached = String(reached);
  });
}

function paintReadings(player, second) {
  const count = lastAt(player.track.readings.map((r) => r.second), second) + 1;
  if (count === player.shown.reading) return;
  player.shown.reading = count;
  player.readings.replaceChildren(...player.track.readings.slice(Math.max(0, count - 6), count).map(readingView));
}

function paintStage(player, shown, index) {
  const before = player.shown.event;
  player.shown.event = shown;
  if (shown === "open") return;
  delete player.root.dataset.open;
  if (shown === "end") {
    player.stage.replaceChildren(drawEnd(player.track, player.answers, player.asked, { again: () => (player.restart(), player.play()) }));
    return bringIn(player);
  }
  const event = player.track.events[index];
  player.stage.replaceChildren(event ? drawEvent(event, player.track.events.slice(Math.max(0, index - 5), index), player.hidesRole(index)) : el("p", { class: "words" }, "Nothing has happened yet."));
  for (const older of [...player.stage.querySelectorAll(".event > .before")].slice(0, -1)) {
    if (player.stage.offsetHeight <= player.room) break;
    older.remove(); // as many of the events before as there is room for
  }
  if (event) player.bar.range.setAttribute("aria-valuetext", spoken(event, player.hidesRole(index)));
  if (event && player.announcing && before !== null) player.say(spoken(event, player.hidesRole(index)));
}

function hover(player, event) {
  const box = player.host.getBoundingClientRect();
  const second = player.chart.secondAt(event.clientX - box.left);
  const minute = minuteAt(player.track.knots, second);
  const index = lastAt(player.seconds, second);
  const near = player.track.events[index];
  const seen = second <= player.now && near;
  player.tip.textContent = clock(minute) + (seen ? " · " + spoken(near, player.hidesRole(index)).replace(/^[^.]*\. /, "") : "");
  player.tip.hidden = false;
  player.tip.style.left = Math.min(box.width - 130, Math.max(130, event.clientX - box.left)) + "px";
}

function readingView(reading) {
  const value = (reading.bound ? reading.bound + " " : "") + withUnit(number(reading.value) + (reading.whole === undefined ? "" : " / " + number(reading.whole)), reading.unit);
  const bar = reading.whole ? el("i", { class: "bar", style: `--share:${Math.min(1, Math.max(0, reading.value / reading.whole))}` }) : null;
  return el("div", {}, el("dt", {}, reading.name || reading.text || "stated"), el("dd", {}, value, bar));
}

function set(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
