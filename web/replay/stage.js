// @ts-check
// What is said: the current event, a decision, a question from the room, and how it ended.

import { ICONS, ROLES } from "./roles.js";
import { drawIcon, el } from "../shared/dom.js";
import { inline, plain, prose } from "./markdown.js";
import { clock, span } from "./time.js";

// The key that presses a button, on the button. Not read out: `aria-keyshortcuts` would be, on every visit.
const keyCap = (key) => el("kbd", { "aria-hidden": "true" }, key);

const hintLine = () => el("p", { class: "hint" });

export function badge(event) {
  const role = ROLES[event.role];
  const title = event.roleInferred ? "Role inferred from the wording" : null;
  return el("span", { class: "badge role-" + role.colour, title }, drawIcon(role.path), role.name);
}

export function formatStamp(event) {
  const told = event.stamp ? `${clock(event.minute)} (written ${event.stamp})` : clock(event.minute);
  return event.wallTime ? `${told} · ${event.wallTime}` : told;
}

// The event large, below the ones `before` it.
export function drawEvent(event, before, hidesRole = false) {
  const past = before.map(({ minute, text }) => el("p", { class: "before" }, el("bdi", { class: "stamp" }, clock(minute)), " ", inline(text)));
  return el(
    "div",
    { class: "event" },
    past,
    el("p", { class: "meta" }, hidesRole ? null : badge(event), el("span", { class: "stamp" }, formatStamp(event))),
    el("p", { class: "words " + (event.text.length > 150 ? "longest" : event.text.length > 70 ? "long" : "") }, inline(event.text)),
    event.details?.length ? el("ul", {}, event.details.map((detail) => el("li", {}, inline(detail)))) : null,
  );
}

// A decision. `answer` is null until the learner commits; `act` has choose(index), skip(), go(), keep() (null outside the app).
export function drawDecision(track, stop, answer, act) {
  const event = track.events[stop.afterEvent];
  const head = el("h2", { tabindex: "-1" }, inline(stop.prompt));
  const body = answer ? verdict(track, stop, answer, act) : options(stop, act);
  // The role of the event is what many a decision asks for: it is shown with the answer.
  return el("div", { class: "stop" }, el("p", { class: "before" }, answer ? badge(event) : null, " ", el("span", { class: "wording" }, inline(event.text))), head, body);
}

function options(stop, act) {
  const commit = el("button", { type: "submit", class: "primary", disabled: true, "data-action": "commit" }, "Commit", keyCap("Space"));
  const choices = stop.choices.map((choice, index) =>
    el(
      "label",
      {},
      el("input", { type: "radio", name: "choice", value: String(index), onchange: () => commit.removeAttribute("disabled") }),
      el("span", { class: "key", "aria-hidden": "true" }, String(index + 1)),
      el("span", { class: "wording" }, inline(choice.text)),
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
    stop.authored ? null : el("p", { class: "before" }, "The options are steps from this incident and others."),
    el("div", { class: "row" }, commit, el("button", { type: "button", "data-action": "skip", onclick: act.skip }, "Skip", keyCap("s"))),
    hintLine(),
  );
  return form;
}

function verdict(track, stop, answer, act) {
  const chosen = stop.choices[answer.choice];
  const verdictText = !chosen ? "Skipped." : chosen.right ? "That is the right call." : "Not this time.";
  const list = stop.choices.map((choice, index) => {
    const mark = choice.right ? "right" : index === answer.choice ? "wrong" : "";
    const said = mark === "right" ? "right: " : mark === "wrong" ? "your choice: " : "";
    return el(
      "li",
      { class: mark || null },
      mark ? drawIcon(ICONS[mark]) : null,
      el("span", { class: "sr" }, said),
      el("span", { class: "wording" }, inline(choice.text)),
      choice.explanation ? el("p", { class: "why" }, inline(choice.explanation)) : null,
    );
  });
  const keep =
    chosen && !chosen.right && act.keep
      ? el("button", { type: "button", class: "keep", "data-action": "keep", disabled: act.kept, onclick: act.keep }, act.kept ? "Saved as a card" : "Save as a practice card", act.kept ? null : keyCap("k"))
      : null;
  return el(
    "div",
    { class: "verdict" },
    el("p", { class: "result " + (chosen ? (chosen.right ? "right" : "wrong") : "") }, chosen ? drawIcon(ICONS[chosen.right ? "right" : "wrong"]) : null, verdictText),
    el("ul", { class: "choices" }, list),
    drawTeamStep(track, stop),
    el("div", { class: "row" }, el("button", { type: "button", class: "primary", "data-action": "go", onclick: act.go }, "Continue", keyCap("Space")), keep),
  );
}

export function drawTeamStep(track, stop) {
  if (stop.teamEvent === null) return null;
  const event = track.events[stop.teamEvent];
  const parts = [el("strong", {}, "What the team did"), " at " + clock(event.minute) + ": ", ...inline(event.text)];
  const cost = [];
  if (stop.minutesToTeamStep !== null) cost.push(stop.minutesToTeamStep ? `${span(stop.minutesToTeamStep)} passed before that step` : "At once");
  if (stop.minutesToRecovery !== null) cost.push(`${span(stop.minutesToRecovery)} from here to recovery`);
  return el("p", { class: "team" }, parts, cost.length ? el("span", { class: "cost" }, cost.join("; ") + ".") : null);
}

// A question from the room: say your answer aloud, then look.
export function drawPrompt(track, ask, open, act) {
  const event = track.events[ask.afterEvent];
  return el(
    "div",
    { class: "stop ask" },
    el("p", { class: "before" }, el("span", { class: "stamp" }, clock(event.minute)), " ", inline(event.text)),
    el("h2", { tabindex: "-1" }, ask.speaker + " asks: ", inline(ask.prompt)),
    open
      ? el(
          "div",
          { class: "verdict" },
          ask.tests ? el("p", { class: "team" }, el("strong", {}, "What they are testing: "), inline(ask.tests)) : null,
          ask.answer ? prose(ask.answer) : null,
          el("div", { class: "row" }, el("button", { type: "button", class: "primary", "data-action": "yes", onclick: () => act.go(true) }, "I had that", keyCap("y")), el("button", { type: "button", "data-action": "no", onclick: () => act.go(false) }, "Not yet", keyCap("n"))), hintLine(),
        )
      : el(
          "div",
          { class: "row" },
          el("button", { type: "button", class: "primary", "data-action": "open", onclick: act.open }, "I have said my answer", keyCap("Space")),
          el("button", { type: "button", "data-action": "skip", onclick: () => act.go(null) }, "Skip", keyCap("s")),
        ),
  );
}

// The end: score, the learner's path beside the team's, the lessons.
export function drawEnd(track, answers, asked, act) {
  const given = track.decisionPoints.filter((stop) => answers[stop.id] && answers[stop.id].choice >= 0);
  const right = given.filter((stop) => stop.choices[answers[stop.id].choice].right).length;
  const { detect, diagnose, recover } = track.times;
  const met = [
    ["detected", detect],
    ["diagnosed", diagnose],
    ["recovered", recover],
  ].filter(([, minutes]) => minutes !== null);
  const heard = Object.values(asked).filter((had) => had !== null);
  return el(
    "div",
    { class: "end" },
    el("h2", { tabindex: "-1" }, given.length ? `You were right in ${right} of ${given.length} ${given.length === 1 ? "decision" : "decisions"}` : "The end"),
    met.length ? el("p", {}, "The team: " + met.map(([what, minutes]) => `${what} after ${span(minutes)}`).join(", ") + ".") : null,
    heard.length ? el("p", {}, `In the director's chair: ${heard.filter(Boolean).length} of ${heard.length} answered.`) : null,
    given.length ? drawPathTable(track, answers) : null,
    track.lessons.length ? el("div", {}, el("h3", {}, "Lessons"), el("ul", {}, track.lessons.map((lesson) => el("li", {}, inline(lesson))))) : null,
    el("div", { class: "row" }, el("button", { type: "button", class: "primary", onclick: act.again }, "Watch it again")),
  );
}

export function drawPathTable(track, answers) {
  const rows = track.decisionPoints.map((stop) => {
    const answer = answers[stop.id];
    const chosen = answer && stop.choices[answer.choice];
    const yours = chosen ? [drawIcon(ICONS[chosen.right ? "right" : "wrong"]), el("span", { class: "sr" }, chosen.right ? "right: " : "wrong: "), ...inline(chosen.text)] : "not answered";
    const team = stop.teamEvent === null ? "—" : [clock(track.events[stop.teamEvent].minute) + " ", ...inline(track.events[stop.teamEvent].text)];
    return el("tr", {}, el("td", {}, clock(stop.minute)), el("td", { class: chosen ? (chosen.right ? "right" : "wrong") : null }, yours), el("td", {}, team));
  });
  return el(
    "table",
    { class: "path" },
    el("caption", {}, "Your path beside the team's"),
    el("thead", {}, el("tr", {}, ["Time", "You", "The team"].map((name) => el("th", { scope: "col" }, name)))),
    el("tbody", {}, rows),
  );
}

export function spoken(event, hidesRole = false) {
  return `${clock(event.minute)}. ${hidesRole ? "" : `${ROLES[event.role].name}. `}${plain(event.text)} ${(event.details || []).map(plain).join(". ")}`;
}
