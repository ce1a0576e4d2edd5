// What is said: the current event, a decision, a question from the room, and how it ended.

import { ICONS, ROLES } from "./roles.js";
import { el, inline, plain, prose, svg } from "./text.js";
import { clock, span } from "./time.js";

export function badge(event) {
  const role = ROLES[event.r];
  const title = event.i ? "Told from the wording of the event" : null;
  return el("span", { class: "badge role-" + role.colour, title }, svg(role.path), role.name);
}

export function stampOf(event) {
  const told = event.at ? `${clock(event.m)} (written ${event.at})` : clock(event.m);
  return event.w ? `${told} · ${event.w}` : told;
}

// The event large, below the ones `before` it.
export function eventView(event, before) {
  const past = before.map(({ m, t }) => el("p", { class: "before" }, el("bdi", { class: "stamp" }, clock(m)), " ", inline(t)));
  return el(
    "div",
    { class: "event" },
    past,
    el("p", { class: "meta" }, badge(event), el("span", { class: "stamp" }, stampOf(event))),
    el("p", { class: "words " + (event.t.length > 150 ? "longest" : event.t.length > 70 ? "long" : "") }, inline(event.t)),
    event.d?.length ? el("ul", {}, event.d.map((detail) => el("li", {}, inline(detail)))) : null,
  );
}

// A decision. `answer` is null until the learner commits; `act` has choose(index), skip(), go(), keep() (null outside the app).
export function stopView(track, stop, answer, act) {
  const event = track.events[stop.after];
  const head = el("h2", { tabindex: "-1" }, inline(stop.p));
  const body = answer ? verdict(track, stop, answer, act) : options(stop, act);
  return el("div", { class: "stop" }, el("p", { class: "before" }, badge(event), " ", el("span", { class: "said" }, inline(event.t))), head, body);
}

function options(stop, act) {
  const commit = el("button", { type: "submit", class: "primary", disabled: true }, "Commit");
  const choices = stop.c.map((choice, index) =>
    el(
      "label",
      {},
      el("input", { type: "radio", name: "choice", value: String(index), onchange: () => commit.removeAttribute("disabled") }),
      el("span", { class: "key", "aria-hidden": "true" }, String(index + 1)),
      el("span", { class: "said" }, inline(choice.t)),
    ),
  );
  const form = el(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        const chosen = form.querySelector("input:checked");
        if (chosen) act.choose(Number(chosen.value));
      },
    },
    el("fieldset", {}, el("legend", {}, "Commit before you see what the team did"), choices),
    stop.own ? null : el("p", { class: "before" }, "The options are steps of this and of other incidents."),
    el("div", { class: "row" }, commit, el("button", { type: "button", onclick: act.skip }, "Skip")),
  );
  return form;
}

function verdict(track, stop, answer, act) {
  const chosen = stop.c[answer.choice];
  const verdictText = !chosen ? "Skipped." : chosen.ok ? "That is the right call." : "Not this time.";
  const list = stop.c.map((choice, index) => {
    const mark = choice.ok ? "right" : index === answer.choice ? "wrong" : "";
    const said = mark === "right" ? "right: " : mark === "wrong" ? "your choice: " : "";
    return el(
      "li",
      { class: mark || null },
      mark ? svg(ICONS[mark]) : null,
      el("span", { class: "sr" }, said),
      el("span", { class: "said" }, inline(choice.t)),
      choice.why ? el("p", { class: "why" }, inline(choice.why)) : null,
    );
  });
  const keep =
    chosen && !chosen.ok && act.keep
      ? el("button", { type: "button", class: "keep", disabled: act.kept, onclick: act.keep }, act.kept ? "Kept for practice" : "Keep as a practice card")
      : null;
  return el(
    "div",
    { class: "verdict" },
    el("p", { class: "result " + (chosen ? (chosen.ok ? "right" : "wrong") : "") }, chosen ? svg(ICONS[chosen.ok ? "right" : "wrong"]) : null, verdictText),
    el("ul", { class: "choices" }, list),
    teamLine(track, stop),
    el("div", { class: "row" }, el("button", { type: "button", class: "primary", onclick: act.go }, "Go on"), keep),
  );
}

export function teamLine(track, stop) {
  if (stop.team === null) return null;
  const event = track.events[stop.team];
  const parts = [el("strong", {}, "What the team did"), " at " + clock(event.m) + ": ", ...inline(event.t)];
  const cost = [];
  if (stop.cost !== null) cost.push(stop.cost ? `${span(stop.cost)} passed before that step` : "At once");
  if (stop.left !== null) cost.push(`${span(stop.left)} from here to recovery`);
  return el("p", { class: "team" }, parts, cost.length ? el("span", { class: "cost" }, cost.join("; ") + ".") : null);
}

// A question from the room: say your answer aloud, then look.
export function askView(track, ask, open, act) {
  const event = track.events[ask.after];
  return el(
    "div",
    { class: "stop ask" },
    el("p", { class: "before" }, el("span", { class: "stamp" }, clock(event.m)), " ", inline(event.t)),
    el("h2", { tabindex: "-1" }, ask.who + " asks: ", inline(ask.p)),
    open
      ? el(
          "div",
          { class: "verdict" },
          ask.tests ? el("p", { class: "team" }, el("strong", {}, "What they are testing: "), inline(ask.tests)) : null,
          ask.a ? prose(ask.a) : null,
          el("div", { class: "row" }, el("button", { type: "button", class: "primary", onclick: () => act.go(true) }, "I had that"), el("button", { type: "button", onclick: () => act.go(false) }, "Not yet")),
        )
      : el(
          "div",
          { class: "row" },
          el("button", { type: "button", class: "primary", onclick: act.open }, "I have said my answer"),
          el("button", { type: "button", onclick: () => act.go(null) }, "Skip"),
        ),
  );
}

// The end: score, the learner's path beside the team's, the lessons.
export function endView(track, answers, asked, act) {
  const given = track.stops.filter((stop) => answers[stop.id] && answers[stop.id].choice >= 0);
  const right = given.filter((stop) => stop.c[answers[stop.id].choice].ok).length;
  const [detect, diagnose, recover] = track.times;
  const met = [
    ["detected", detect],
    ["diagnosed", diagnose],
    ["recovered", recover],
  ].filter(([, minutes]) => minutes !== null);
  const heard = Object.values(asked).filter((had) => had !== null);
  return el(
    "div",
    { class: "end" },
    el("h2", { tabindex: "-1" }, given.length ? `You chose right in ${right} of ${given.length} ${given.length === 1 ? "decision" : "decisions"}` : "The end"),
    met.length ? el("p", {}, "The team: " + met.map(([what, minutes]) => `${what} after ${span(minutes)}`).join(", ") + ".") : null,
    heard.length ? el("p", {}, `In the director's chair: ${heard.filter(Boolean).length} of ${heard.length} answered.`) : null,
    given.length ? pathTable(track, answers) : null,
    track.lessons.length ? el("div", {}, el("h3", {}, "Lessons"), el("ul", {}, track.lessons.map((lesson) => el("li", {}, inline(lesson))))) : null,
    el("div", { class: "row" }, el("button", { type: "button", class: "primary", onclick: act.again }, "Watch it again")),
  );
}

export function pathTable(track, answers) {
  const rows = track.stops.map((stop) => {
    const answer = answers[stop.id];
    const chosen = answer && stop.c[answer.choice];
    const yours = chosen ? [svg(ICONS[chosen.ok ? "right" : "wrong"]), el("span", { class: "sr" }, chosen.ok ? "right: " : "wrong: "), ...inline(chosen.t)] : "not answered";
    const team = stop.team === null ? "—" : [clock(track.events[stop.team].m) + " ", ...inline(track.events[stop.team].t)];
    return el("tr", {}, el("td", {}, clock(stop.m)), el("td", { class: chosen ? (chosen.ok ? "right" : "wrong") : null }, yours), el("td", {}, team));
  });
  return el(
    "table",
    { class: "path" },
    el("caption", {}, "Your path beside the team's"),
    el("thead", {}, el("tr", {}, ["Time", "You", "The team"].map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, rows),
  );
}

export function spoken(event) {
  return `${clock(event.m)}. ${ROLES[event.r].name}. ${plain(event.t)} ${(event.d || []).map(plain).join(". ")}`;
}
