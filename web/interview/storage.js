// @ts-check
// Recordings in this browser (IndexedDB), piece by piece as they are made: a crash loses a second. They go nowhere else.

const DATABASE = "rehearsal-interview";
const STORE = "chunks";
const PROGRESS = "rehearsal.interview.progress.";
const HIDDEN = "rehearsal.interview.hidden.";

/**
 * A piece of a recording. A recording that goes on after a reload is another `session` of the same answer.
 * @typedef {{round: string, turn: number, session: number, part: number, blob: Blob, levels: Uint8Array}} Chunk
 */

/** @type {Promise<IDBDatabase> | null} */
let opening = null;

/** @returns {Promise<IDBDatabase>} */
function openDatabase() {
  opening ||= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: ["round", "turn", "session", "part"] });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  opening.catch(() => (opening = null));
  return opening;
}

/**
 * Store a piece. Rejects with a QuotaExceededError where the browser has no room left.
 * @param {Chunk} chunk
 */
export async function saveChunk(chunk) {
  const database = await openDatabase();
  await new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, "readwrite");
    transaction.oncomplete = () => resolve(undefined);
    transaction.onabort = () => reject(transaction.error);
    transaction.onerror = () => reject(transaction.error);
    try {
      transaction.objectStore(STORE).put(chunk);
    } catch (error) {
      reject(error);
    }
  });
}

/**
 * Return the pieces of a round, or of one of its answers, in order.
 * @param {string} round
 * @param {number} [turn]
 * @returns {Promise<Chunk[]>}
 */
export async function listChunks(round, turn) {
  const database = await openDatabase();
  return new Promise((resolve, reject) => {
    const lower = turn === undefined ? [round] : [round, turn];
    // An array sorts after every number and text: this is the end of what begins so.
    const request = database.transaction(STORE).objectStore(STORE).getAll(IDBKeyRange.bound(lower, [...lower, []]));
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** @param {string} round */
export async function deleteRecordings(round) {
  const database = await openDatabase();
  await new Promise((resolve, reject) => {
    const transaction = database.transaction(STORE, "readwrite");
    transaction.oncomplete = () => resolve(undefined);
    transaction.onerror = () => reject(transaction.error);
    transaction.objectStore(STORE).delete(IDBKeyRange.bound([round], [round, []]));
  });
}

/**
 * Put the pieces of an answer together: one sound for each session, since each has a header of its own.
 * @param {Chunk[]} chunks of one answer, in order
 * @returns {{blob: Blob, frames: number}[]}
 */
export function joinChunks(chunks) {
  /** @type {Map<number, Chunk[]>} */
  const sessions = new Map();
  for (const chunk of chunks) sessions.set(chunk.session, [...(sessions.get(chunk.session) || []), chunk]);
  return [...sessions.values()].map((parts) => ({
    blob: new Blob(parts.map((part) => part.blob), { type: parts[0].blob.type }),
    frames: parts.reduce((sum, part) => sum + part.levels.length, 0),
  }));
}

/** @param {Uint8Array[]} pieces */
export function joinLevels(pieces) {
  const all = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** Return bytes as base64. @param {Uint8Array} bytes */
export function toBase64(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

/** @param {string} text @returns {Uint8Array} */
export const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

/**
 * Store how many seconds an answer has taken so far.
 * @param {string} round @param {number} turn @param {number} seconds
 */
export function saveProgress(round, turn, seconds) {
  try {
    localStorage.setItem(`${PROGRESS}${round}.${turn}`, String(seconds));
  } catch {
    // full, or forbidden: the clock begins anew after a reload
  }
}

/** @param {string} round @param {number} turn @returns {number} */
export function readProgress(round, turn) {
  try {
    return Number(localStorage.getItem(`${PROGRESS}${round}.${turn}`)) || 0;
  } catch {
    return 0;
  }
}

/**
 * Tell whether this round's questions are hidden as text: as they were left in this tab, else as the round was begun. Another
 * round in the same tab begins as it was asked for.
 * @param {string} round
 * @param {boolean} atFirst
 */
export function readHidden(round, atFirst) {
  try {
    const stored = sessionStorage.getItem(HIDDEN + round);
    return stored ? stored === "yes" : atFirst;
  } catch {
    return atFirst; // forbidden
  }
}

/** @param {string} round @param {boolean} isHidden */
export function saveHidden(round, isHidden) {
  try {
    sessionStorage.setItem(HIDDEN + round, isHidden ? "yes" : "no");
  } catch {
    // forbidden: the next question begins as the round did
  }
}

/** @param {string} round @param {number} turn */
export function removeProgress(round, turn) {
  try {
    localStorage.removeItem(`${PROGRESS}${round}.${turn}`);
  } catch {
    // forbidden: then there is none
  }
}
