// @ts-check
// The same story without motion: a table, and a page for paper.

import { valueAt } from "./chart.js";
import { badge, formatStamp } from "./stage.js";
import { el } from "../shared/dom.js";
import { inline } from "./markdown.js";

export function drawStoryTable(track, seek) {
  const curves = track.curves.map((curve) => ({ ...curve, seconds: track.curveSeconds[curve.seconds] }));
  const rows = track.events.map((event) => {
    const stamp = seek
      ? el("button", { type: "button", class: "stamp", onclick: () => seek(event.second), "aria-label": "Go to " + formatStamp(event) }, formatStamp(event))
      : formatStamp(event);
    const values = curves
      .map((curve) => [curve.name || curve.unit, valueAt(curve, event.second)])
      .filter(([, value]) => value.kind === "stated" || value.kind === "interpolated")
      .map(([name, value]) => el("div", {}, `${name}: ${value.text}`));
    const details = event.details?.length ? el("ul", {}, event.details.map((detail) => el("li", {}, inline(detail)))) : null;
    return el("tr", {}, el("td", {}, stamp), el("td", {}, badge(event)), el("td", {}, inline(event.text), details), curves.length ? el("td", { class: "values" }, values) : null);
  });
  const names = ["Time", "What it is", "What happened", ...(curves.length ? ["Values"] : [])];
  return el(
    "table",
    { class: "story" },
    el("caption", {}, track.title),
    el("thead", {}, el("tr", {}, names.map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, rows),
  );
}

const PAPER = `body{font:11pt/1.45 Georgia,serif;margin:2cm;color:#111}h1{font-size:18pt}table{border-collapse:collapse;width:100%}
caption{display:none}td,th{border-bottom:1px solid #bbb;text-align:left;vertical-align:top;padding:4pt 8pt 4pt 0}.icon{width:9pt;height:9pt;margin-right:4pt}
img{width:100%}.badge,td:first-child,td.values{white-space:nowrap}tr{break-inside:avoid}`;

// Opens a plain page with the picture, the table and the lessons, and asks the browser to print it.
export async function printStory(track, picture) {
  const page = window.open("", "_blank");
  if (!page) return;
  page.document.title = track.title;
  const image = picture ? el("img", { src: picture, alt: "The incident's values over time" }) : null;
  const lessons = track.lessons.length
    ? [el("h2", {}, "Lessons"), el("ul", {}, track.lessons.map((lesson) => el("li", {}, inline(lesson))))]
    : [];
  page.document.head.append(el("style", {}, PAPER));
  page.document.body.append(el("h1", {}, track.title), ...(image ? [image] : []), drawStoryTable(track, null), ...lessons);
  if (image) await image.decode().catch(() => {});
  page.focus();
  page.print();
}
