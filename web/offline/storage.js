// @ts-check
// What the device keeps: the pack of the day, how far the round is, and answers until the server has them. IndexedDB, which
// the page and the worker share; a write has returned only when it is on disk.

const NAME = "rehearsal-offline";
const VALUES = "values"; // name -> value
const ANSWERS = "answers"; // key -> answer

/** @returns {Promise<IDBDatabase>} */
function open() {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(VALUES);
      request.result.createObjectStore(ANSWERS, { keyPath: "key" });
    };
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Run one transaction; resolves to what `work` returned a request for, when all is on disk.
 * @param {string[]} stores
 * @param {IDBTransactionMode} mode
 * @param {(transaction: IDBTransaction) => IDBRequest | void} work
 * @returns {Promise<any>}
 */
async function run(stores, mode, work) {
  const database = await open();
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(stores, mode, { durability: "strict" });
      const request = work(transaction);
      transaction.oncomplete = () => resolve(request ? request.result : undefined);
      transaction.onabort = () => reject(transaction.error);
      transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** @param {string} name */
export const readValue = (name) => run([VALUES], "readonly", (transaction) => transaction.objectStore(VALUES).get(name));

/**
 * @param {string} name
 * @param {any} value
 */
export const saveValue = (name, value) => run([VALUES], "readwrite", (transaction) => transaction.objectStore(VALUES).put(value, name));

/** Answers that the server has not counted yet, in the order in which they were given. */
export async function listAnswers() {
  const answers = await run([ANSWERS], "readonly", (transaction) => transaction.objectStore(ANSWERS).getAll());
  return answers.sort((one, other) => (one.answered_at < other.answered_at ? -1 : 1));
}

/**
 * Keep an answer and the round as it leaves it, both or none.
 * @param {any} answer
 * @param {any} round
 */
export const saveAnswer = (answer, round) =>
  run([VALUES, ANSWERS], "readwrite", (transaction) => {
    transaction.objectStore(ANSWERS).put(answer);
    transaction.objectStore(VALUES).put(round, "round");
  });

/**
 * Take an answer back that was not sent, with the round before it. Resolves to whether it was still there.
 * @param {string} key
 * @param {any} round
 */
export async function takeBack(key, round) {
  let isThere = false;
  await run([VALUES, ANSWERS], "readwrite", (transaction) => {
    const answers = transaction.objectStore(ANSWERS);
    answers.get(key).onsuccess = (event) => {
      isThere = Boolean(/** @type {any} */ (event.target).result);
      if (!isThere) return;
      answers.delete(key);
      transaction.objectStore(VALUES).put(round, "round");
    };
  });
  return isThere;
}

/**
 * Forget answers that the server counted, and mark those that it did not count with the reason. How many were counted is kept
 * with them, as `sent`, for the page that shows it: the worker may have sent them while no page was open.
 * @param {{key: string, status: string, message: string}[]} results
 * @param {string} now
 */
export const settleAnswers = (results, now) =>
  run([VALUES, ANSWERS], "readwrite", (transaction) => {
    const answers = transaction.objectStore(ANSWERS);
    const values = transaction.objectStore(VALUES);
    values.get("sent").onsuccess = (found) => {
      let count = /** @type {any} */ (found.target).result?.count || 0;
      for (const { key, status, message } of results) {
        answers.get(key).onsuccess = (event) => {
          const answer = /** @type {any} */ (event.target).result;
          if (!answer) return;
          if (status !== "counted") {
            answers.put({ ...answer, refused: message });
            return;
          }
          answers.delete(key);
          count += 1;
          values.put({ count, at: now }, "sent");
        };
      }
    };
  });

/** @param {string} key */
export const removeAnswer = (key) => run([ANSWERS], "readwrite", (transaction) => void transaction.objectStore(ANSWERS).delete(key));
