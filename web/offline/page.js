// @ts-check
// Practice offline: the pack of the day, a card at a time, incidents and the ride; grades wait here until they are
// sent. Every grade is on disk before the next card shows.

import { el } from "../shared/dom.js";
import { buildNodes } from "./nodes.js";
import { beginRound, chooseNext, gradeCard, listCards, makeKey, previewGrades } from "./round.js";
import { fetchPack, removeOldFiles, saveFiles, waitForCommute } from "./saving.js";
import { RefusedError, SEND_AFTER_MS, sendAnswers } from "./sending.js";
import { listAnswers, readValue, removeAnswer, saveAnswer, saveValue, takeBack } from "./storage.js";

const FORMAT = 1; // of the pack that this page reads
const ROOT = new URL("./", location.href).href;
const APP = new URL("../", location.href).href;
const GRADES = ["Again", "Hard", "Good", "Easy"];
const LOOK_AGAIN_MS = 5000; // while a card in learning is awaited

const main = document.getElementById("page");
const state = {
  /** @type {any} */ pack: null,
  /** @type {import("./round.js").Round} */ round: beginRound(),
  /** @type {any[]} */ answers: [],
  /** @type {{count: number, at: string} | null} what was counted since the pack was saved, whoever sent it */ sent: null,
  /** @type {any} */ card: null,
  shownAt: 0,
  revealed: false,
  /** @type {number | null} */ chosen: null,
  /** @type {{key: string, round: any}[]} */ undo: [],
  isPractising: false,
  isSaving: false,
  message: "",
  notice: "",
};
let timer = 0;
let lookAgain = 0;

const count = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
const formatTime = (moment) => new Date(moment).toLocaleString(undefined, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
const isOver = (pack) => Date.now() > Date.parse(pack.ends_at);
const explain = (error) =>
  error instanceof RefusedError ? error.message : "Rehearsal cannot be reached just now. Your answers stay on this device.";

// — Sending —

async function refreshAnswers() {
  state.answers = await listAnswers();
  state.sent = (await readValue("sent")) || null;
}

function sendSoon() {
  clearTimeout(timer);
  timer = window.setTimeout(() => send(false), SEND_AFTER_MS);
  navigator.serviceWorker?.ready.then((/** @type {any} */ registration) => registration.sync?.register("answers")).catch(() => {});
}

/** @param {boolean} isAsked whether somebody waits for the result */
async function send(isAsked) {
  try {
    const counted = await sendAnswers(ROOT);
    // What was counted is shown from what is kept of it: the worker may have sent it first.
    if (counted || isAsked) state.notice = "";
  } catch (error) {
    if (isAsked || error instanceof RefusedError) state.notice = explain(error);
  }
  await refreshAnswers();
  if (state.isPractising) drawStatus();
  else draw();
}

// — Saving the day —

async function saveDay() {
  state.isSaving = true;
  state.notice = "";
  showProgress("Sending your answers …");
  try {
    const counted = await sendAnswers(ROOT);
    showProgress("Fetching today's cards …");
    const pack = await fetchPack(ROOT);
    if (pack.format !== FORMAT) throw new RefusedError("Rehearsal has a new version. Load this page again.");
    pack.commute = null;
    await keepPack(pack);
    await navigator.storage?.persist?.().catch(() => false);
    await saveFiles(APP, pack.assets, (done, all) => showProgress(`Saving incidents and pictures: ${done} of ${all} …`));
    showProgress("Making today's commute …");
    pack.commute = await waitForCommute(ROOT, APP, pack, (text) => showProgress(text));
    await saveValue("pack", pack); // and not the round, which somebody may have begun while the commute was made
    await removeOldFiles(APP, pack);
    state.notice = [counted ? `${count(counted, "answer")} sent and counted.` : "", "Saved. You can go offline now."].filter(Boolean).join(" ");
  } catch (error) {
    state.notice = explain(error);
  }
  state.isSaving = false;
  await refreshAnswers();
  draw();
}

async function keepPack(pack) {
  state.pack = pack;
  state.round = beginRound();
  state.undo = [];
  await saveValue("pack", pack);
  await saveValue("round", state.round);
  await saveValue("sent", null);
}

function showProgress(text) {
  state.message = text;
  draw();
}

// — Practice —

function turnToNext() {
  clearTimeout(lookAgain);
  const { card, until } = chooseNext(state.pack, state.round, Date.now());
  state.card = card;
  state.shownAt = Date.now();
  state.revealed = false;
  state.chosen = null;
  if (!card && until) lookAgain = window.setTimeout(() => state.isPractising && !state.card && (turnToNext(), draw()), LOOK_AGAIN_MS);
}

// One after the other: an undo that is pressed while an answer is being stored takes back that one.
let turn = Promise.resolve();
const inTurn = (/** @type {() => Promise<void>} */ work) => (turn = turn.then(work, work));

async function grade(rating) {
  const { card } = state;
  if (!card || !state.revealed) return;
  state.card = null; // a second press of the key finds no card
  const now = Date.now();
  const key = makeKey(now, crypto.getRandomValues(new Uint8Array(16)));
  const before = state.round;
  const graded = gradeCard(card, before, rating, { key, shownAt: state.shownAt, now });
  const { learner, session, zone } = state.pack;
  try {
    await saveAnswer({ ...graded.answer, learner, session, zone, title: plainText(card.question) }, graded.round);
  } catch (error) {
    state.card = card;
    state.notice = `This device could not store the answer (${error?.name || error}). Make room, then grade again.`;
    draw();
    return;
  }
  state.round = graded.round;
  state.undo.push({ key, round: before });
  state.notice = "";
  await refreshAnswers();
  sendSoon();
  turnToNext();
  draw();
}

async function undo() {
  const last = state.undo.at(-1);
  if (!last) return;
  clearTimeout(timer);
  if (!(await takeBack(last.key, last.round))) {
    state.notice = "That answer was sent already. Undo works for answers that are still on this device.";
    state.undo = [];
  } else {
    state.undo.pop();
    state.round = last.round;
    state.notice = "Undone.";
  }
  await refreshAnswers();
  turnToNext();
  draw();
  if (state.answers.some((answer) => !answer.refused)) sendSoon();
}

function reveal(chosen = null) {
  if (!state.card || state.revealed) return;
  state.revealed = true;
  state.chosen = chosen;
  draw();
}

function plainText(tree) {
  const read = (node) => (typeof node === "string" ? node : node.slice(2).map(read).join(""));
  return tree.map(read).join(" ").replace(/\s+/g, " ").trim().slice(0, 160);
}

// — Drawing —

function button(label, onclick, props = {}) {
  return el("button", { type: "button", onclick, ...props }, label);
}

function drawHome() {
  const { pack } = state;
  const links = el("p", { class: "links" }, el("a", { href: APP }, "Open Rehearsal"));
  if (!pack) {
    const text = "Save today's cards, the last incidents and the commute on this device. You can then practise offline; your grades are sent when you are connected again.";
    return [el("h1", {}, "Rehearsal offline"), el("p", {}, text), drawSave("Save today for offline"), drawSaved(), links];
  }
  const cards = listCards(pack);
  const { left, until } = chooseNext(pack, state.round, Date.now());
  const label = state.round.answered ? `Continue: ${count(left, "card")}` : `Practise ${count(left, "card")}`;
  const practise = left
    ? button(until ? "Continue" : label, () => ((state.isPractising = true), turnToNext(), draw()), { class: "primary", "data-action": "practise" })
    : el("p", { class: "done" }, cards.length ? "All cards in this pack are done." : "No cards are due today.");
  const over = isOver(pack) ? el("p", { class: "warning" }, "This pack is from an earlier day. Save today's cards as soon as you are online; answers to these cards still count.") : null;
  const leftOut = pack.decks_left_out ? el("p", {}, `${count(pack.decks_left_out, "more deck")} did not fit into the pack.`) : null;
  return [
    el("h1", {}, "Rehearsal offline"),
    el("p", { class: "facts" }, `Saved ${formatTime(pack.made_at)}${pack.name ? ` for ${pack.name}` : ""}: ${count(cards.length, "card")} from ${count(pack.decks.length, "deck")}.`),
    over, leftOut, practise, drawWaiting(), drawSent(), drawRefused(), drawIncidents(pack), drawCommute(pack), drawSave("Save today again"), drawSaved(), links,
  ];
}

function drawSave(label) {
  const isFirst = !state.pack;
  return el("p", {}, button(state.isSaving ? state.message : label, saveDay, { class: isFirst ? "primary" : "", disabled: state.isSaving, "data-action": "save" }));
}

function drawSaved() {
  return el("p", { class: "notice", role: "status" }, state.notice);
}

function drawWaiting() {
  const waiting = state.answers.filter((answer) => !answer.refused).length;
  if (!waiting) return null;
  return el("section", {}, el("p", {}, `${count(waiting, "answer")} on this device, not sent yet. They are sent when you are online again.`), button("Send now", () => send(true), { "data-action": "send" }));
}

const describeSent = ({ count: counted }) => `${count(counted, "answer")} sent and counted`;

function drawSent() {
  return state.sent ? el("p", {}, `${describeSent(state.sent)}, the last on ${formatTime(state.sent.at)}.`) : null;
}

function drawRefused() {
  const refused = state.answers.filter((answer) => answer.refused);
  if (!refused.length) return null;
  const items = refused.map((answer) =>
    el("li", { "data-card": answer.card },
      el("strong", {}, answer.title || answer.card), el("br"),
      `${GRADES[answer.rating - 1]}, ${formatTime(answer.answered_at)}: ${answer.refused} `,
      el("span", { class: "row" },
        el("a", { href: `${APP}practice?deck=${encodeURIComponent(answer.deck)}&question=${encodeURIComponent(answer.card)}` }, "Answer it again"),
        button("Remove from this list", async () => (await removeAnswer(answer.key), await refreshAnswers(), draw()))),
    ));
  return el("section", { class: "warning" }, el("h2", {}, "Not counted"), el("p", {}, "These cards changed before your answers arrived. The answers stay here until you remove them."), el("ul", {}, items));
}

function drawIncidents(pack) {
  if (!pack.incidents.length) return null;
  const items = pack.incidents.map((one) => el("li", {}, el("a", { href: new URL(`.${one.address.replace(/^\/offline/, "")}`, ROOT).href }, one.title)));
  return el("section", {}, el("h2", {}, "Incidents"), el("ul", {}, items));
}

function drawCommute(pack) {
  if (!pack.commute?.address) return null;
  const { title, seconds, address } = pack.commute;
  const audio = el("audio", { controls: true, preload: "none", src: new URL(`.${address}`, APP).href, "aria-label": title });
  return el("section", {}, el("h2", {}, "Commute"), el("p", {}, `${Math.max(1, Math.round(seconds / 60))} min, most urgent first`), audio);
}

function drawStatus() {
  const node = document.getElementById("status");
  if (!node) return;
  const waiting = state.answers.filter((answer) => !answer.refused).length;
  const sent = state.sent && !waiting ? `${describeSent(state.sent)}.` : "";
  node.textContent = [state.notice, waiting ? `${count(waiting, "answer")} not sent yet.` : sent].filter(Boolean).join(" ");
}

function drawPractice() {
  const { card } = state;
  const { left, until } = chooseNext(state.pack, state.round, Date.now());
  const head = el("p", { class: "row head" }, button("Back", leavePractice), el("span", {}, count(left, "card")), el("span", { id: "status", role: "status" }));
  const tools = el("p", { class: "row" }, button("Undo", () => inTurn(undo), { disabled: !state.undo.length, "data-action": "undo" }));
  if (!card) {
    const text = until ? `A short break: the next card is ready at ${new Date(until).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" })}.` : "All cards in this pack are done.";
    return [head, el("h1", {}, until ? "A short break" : "Done"), el("p", {}, text), tools];
  }
  const face = el("article", { id: "card", tabindex: -1, lang: card.lang, dir: card.dir },
    el("p", { class: "facts" }, [state.pack.decks.length > 1 ? card.deckTitle : "", card.heading].filter(Boolean).join(" · ")),
    el("div", { class: "question" }, buildNodes(card.question)), drawOptions(card),
    state.revealed ? el("div", { class: "answer" }, el("hr"), buildNodes(card.answer)) : null);
  return [head, face, state.revealed ? drawGrades(card) : card.options.length && card.right.length === 1 ? null : el("div", { class: "thumb" }, button("Show the answer", () => reveal(), { class: "primary", "data-action": "reveal" })), tools];
}

function drawOptions(card) {
  if (!card.options.length) return null;
  if (state.revealed) {
    const items = card.options.map((option, place) =>
      el("li", {}, card.right.includes(place) ? "✓ " : "✗ ", buildNodes(option), place === state.chosen ? " (your choice)" : ""));
    return el("ul", { class: "options" }, items);
  }
  if (card.right.length !== 1) return el("ul", { class: "options" }, card.options.map((option) => el("li", {}, buildNodes(option))));
  return el("div", { class: "options" }, card.options.map((option, place) =>
    el("button", { type: "button", onclick: () => reveal(place), "data-option": place + 1 }, el("b", {}, `${place + 1} `), buildNodes(option))));
}

function drawGrades(card) {
  const suggested = state.chosen === null ? 0 : card.right.includes(state.chosen) ? 3 : 1;
  return el("div", { class: "thumb grades" }, previewGrades(card, state.round).map(({ label }, place) =>
    el("button", { type: "button", class: suggested === place + 1 ? "primary" : "", onclick: () => inTurn(() => grade(place + 1)), "data-grade": place + 1 }, el("b", {}, GRADES[place]), el("small", {}, label))));
}

function leavePractice() {
  clearTimeout(lookAgain);
  state.isPractising = false;
  draw();
}

function draw() {
  const isAtCard = state.isPractising && state.pack;
  main.replaceChildren(.../** @type {any[]} */ ((isAtCard ? drawPractice() : drawHome()).filter(Boolean)));
  if (!isAtCard) return;
  drawStatus();
  document.getElementById("card")?.focus({ preventScroll: true });
  if (state.revealed) document.querySelector(".answer")?.scrollIntoView({ block: "start" });
  else window.scrollTo(0, 0);
}

// The keys of practice: Space reveals, digits choose and grade, u undoes, whatever has the focus.
document.addEventListener("keydown", (event) => {
  if (!state.isPractising || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const digit = Number(event.key);
  if ((event.key === " " || event.key === "Enter") && !state.revealed && state.card) {
    if (event.key === "Enter" && document.activeElement?.closest("button, a")) return;
    reveal();
  } else if (digit >= 1 && digit <= 4 && state.revealed) inTurn(() => grade(digit));
  else if (digit >= 1 && state.card?.right.length === 1 && digit <= state.card.options.length && !state.revealed) reveal(digit - 1);
  else if (event.key === "u") inTurn(undo);
  else return;
  event.preventDefault();
});

window.addEventListener("online", () => send(false));
navigator.serviceWorker?.addEventListener("message", () => refreshAnswers().then(() => (state.isPractising ? drawStatus() : draw())));

async function start() {
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("worker.js").catch(() => {
      state.notice = "This browser does not let the page work offline. Open Rehearsal over https or on localhost.";
      draw();
    });
  }
  state.pack = (await readValue("pack")) || null;
  if (state.pack && state.pack.format !== FORMAT) state.pack = null;
  state.round = (await readValue("round")) || beginRound();
  await refreshAnswers();
  draw();
  if (state.answers.some((answer) => !answer.refused)) await send(false);
}

start();
