// @ts-check
// The recordings of a round, with moments to hear again; and the round as one file that takes them along, or brings them.

import { el } from "../shared/dom.js";
import { endWhenGone } from "../shared/lifetime.js";
import { format } from "./clock.js";
import { FRAME_SECONDS } from "./levels.js";
import { deleteRecordings, fromBase64, joinChunks, listChunks, saveChunk, toBase64 } from "./storage.js";

/**
 * What Python sends: `file` is the round as JSON without recordings ("" where it must not be exported), `accepts` whether a file can
 * be taken in, `deleted` the round whose recordings are to go ("").
 * @typedef {{round: string, answers: {number: number, title: string, moments: {second: number, label: string}[]}[], file: string,
 *   fileName: string, accepts: boolean, deleted: string}} Wanted
 */

const MAX_BYTES = 300 * 1024 * 1024; // an hour of speech has about 15 MB
const IMPORTED = 0; // the session of a recording that came with a file

/**
 * Play an answer from a moment on. A recording that a browser made says no length: it is found by going to its end once.
 * @param {HTMLAudioElement} audio
 * @param {number} second
 */
function playFrom(audio, second) {
  const go = () => {
    audio.currentTime = second;
    void audio.play();
  };
  if (Number.isFinite(audio.duration)) return go();
  const whenKnown = () => {
    if (!Number.isFinite(audio.duration)) return;
    audio.removeEventListener("durationchange", whenKnown);
    go();
  };
  audio.addEventListener("durationchange", whenKnown);
  if (audio.readyState >= 1) audio.currentTime = 1e7;
  else audio.addEventListener("loadedmetadata", () => (audio.currentTime = 1e7), { once: true });
}

/**
 * Return which sound holds a moment, and where in it: a recording that went on after a reload has several.
 * @param {{frames: number}[]} sounds
 * @param {number} second
 */
export function findSound(sounds, second) {
  let left = second;
  for (let index = 0; index < sounds.length; index++) {
    const length = sounds[index].frames * FRAME_SECONDS;
    if (left < length || index === sounds.length - 1) return { index, second: Math.max(0, left) };
    left -= length;
  }
  return { index: -1, second: 0 };
}

/** @param {Wanted} data @param {any[]} chunks @param {string[]} addresses */
function drawAnswers(data, chunks, addresses) {
  const rows = [];
  for (const answer of data.answers) {
    const sounds = joinChunks(chunks.filter((chunk) => chunk.turn === answer.number));
    if (!sounds.length) continue;
    const players = sounds.map(({ blob }, place) => {
      const address = URL.createObjectURL(blob);
      addresses.push(address);
      const label = sounds.length > 1 ? `${answer.title}, part ${place + 1}` : answer.title;
      return el("audio", { controls: true, preload: "metadata", src: address, "aria-label": label });
    });
    const moments = answer.moments.map(({ second, label }) => {
      const hear = () => {
        const place = findSound(sounds, second);
        players.forEach((player) => player.pause());
        if (place.index >= 0) playFrom(players[place.index], place.second);
      };
      return el("li", null, el("button", { type: "button", onclick: hear }, el("time", null, format(second)), el("span", null, label)));
    });
    rows.push(el("section", null, el("h4", null, answer.title), players, moments.length ? el("ul", null, moments) : null));
  }
  return rows;
}

/** @param {Wanted} data @param {any[]} chunks */
async function buildFile(data, chunks) {
  const recordings = [];
  for (const number of new Set(chunks.map((chunk) => chunk.turn))) {
    for (const { blob, frames } of joinChunks(chunks.filter((chunk) => chunk.turn === number))) {
      const bytes = new Uint8Array(await blob.arrayBuffer());
      recordings.push({ number, type: blob.type, frames, data: toBase64(bytes) });
    }
  }
  return JSON.stringify({ ...JSON.parse(data.file), recordings });
}

function saveAs(text, name) {
  const address = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = el("a", { href: address, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/**
 * Take the recordings out of a file and store them here; return the rest, for the server. Recordings that are here already stay.
 * @param {string} text
 */
export async function receiveFile(text) {
  const { recordings, ...rest } = JSON.parse(text);
  if (Array.isArray(recordings) && typeof rest.key === "string" && !(await listChunks(rest.key)).length) {
    /** @type {Record<number, number>} */
    const sessions = {};
    for (const one of recordings) {
      const turn = Number(one.number);
      const session = (sessions[turn] = (sessions[turn] ?? IMPORTED - 1) + 1);
      // Only sound is played, whatever a file says of itself.
      const type = /^audio\/[\w.+-]+(;\s*codecs=[\w.,"-]+)?$/.test(one.type) ? one.type : "audio/webm";
      const blob = new Blob([/** @type {any} */ (fromBase64(one.data))], { type });
      const levels = new Uint8Array(Math.max(0, Math.min(180_000, Number(one.frames) || 0)));
      await saveChunk({ round: rest.key, turn, session, part: 0, blob, levels });
    }
  }
  return JSON.stringify(rest);
}

/** What was drawn in a place, and the addresses of its sounds. @type {WeakMap<any, {signature: string, addresses: string[]}>} */
const drawn = new WeakMap();

export default function mount({ data, parentElement, setTriggerValue }) {
  const signature = JSON.stringify(data);
  // Without this, the browser would keep each recording in memory until the tab is closed.
  const release = () => {
    drawn.get(parentElement)?.addresses.forEach((address) => URL.revokeObjectURL(address));
    drawn.delete(parentElement);
  };
  const end = endWhenGone(parentElement, release);
  if (drawn.get(parentElement)?.signature === signature) return end;
  release();
  const drawing = { signature, addresses: /** @type {string[]} */ ([]) };
  drawn.set(parentElement, drawing);
  const status = el("p", { class: "status", role: "status" });
  const list = el("div", { class: "answers" });
  const tools = el("div", { class: "buttons" });
  const node = el("div", { class: "interview recordings" }, list, tools, status);
  parentElement.querySelector(".recordings")?.remove();
  parentElement.append(node);
  if (data.deleted) void deleteRecordings(data.deleted).catch(() => undefined);

  const fill = async () => {
    const chunks = data.round ? await listChunks(data.round).catch(() => []) : [];
    if (drawn.get(parentElement) !== drawing) return; // drawn again meanwhile, or gone
    const answers = drawAnswers(data, chunks, drawing.addresses);
    if (data.round) list.replaceChildren(...(answers.length ? answers : [el("p", { class: "muted" }, "This browser has no recording of this round.")]));
    if (data.file && chunks.length) {
      const save = async () => {
        saveAs(await buildFile(data, chunks), data.fileName);
        status.textContent = "Saved with its recordings. Anyone who has the file can hear you.";
      };
      tools.append(el("button", { type: "button", onclick: save }, "Export round with recordings"));
    }
  };
  void fill();

  if (data.accepts) {
    const input = el("input", { type: "file", accept: ".json,application/json" });
    input.addEventListener("change", async () => {
      const file = input.files[0];
      if (!file) return;
      try {
        if (file.size > MAX_BYTES) throw new Error("large");
        setTriggerValue("received", { text: await receiveFile(await file.text()) });
        status.textContent = "";
      } catch {
        status.textContent = "This file is not a mock interview round. Choose the file that “Export round” made.";
      }
    });
    tools.append(el("label", { class: "file" }, el("span", null, "Import a round"), input));
  }
  return end;
}
