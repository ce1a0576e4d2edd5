// @ts-check
// Which card of the pack comes next, and what a grade changes. Pure: time is an argument, in milliseconds.

/**
 * A round is how far the pack is: for each card that was answered its state, when it comes back (ms; null: not today), the
 * last grade and the key of its answer.
 * @typedef {{state: string, dueAt: number | null, rating: number, key: string}} Progress
 * @typedef {{cards: Record<string, Progress>, answered: number}} Round
 */

/** @returns {Round} */
export const beginRound = () => ({ cards: {}, answered: 0 });

/** @param {any} card */
export const nameCard = (card) => `${card.deck}/${card.id}`;

/**
 * Return all cards of a pack in order, each with its deck.
 * @param {any} pack
 */
export const listCards = (pack) =>
  pack.decks.flatMap((deck) => deck.cards.map((card) => ({ ...card, deck: deck.id, lang: deck.lang, dir: deck.dir, deckTitle: deck.title })));

/**
 * Tell whether a follow-up may be asked: its question is not in the pack, or was answered well.
 * @param {any} card
 * @param {Round} round
 * @param {Set<string>} names
 */
function isCalled(card, round, names) {
  if (!card.follows) return true;
  const before = `${card.deck}/${card.follows}`;
  if (!names.has(before)) return true;
  return (round.cards[before]?.rating ?? 0) >= 3;
}

/**
 * Return when a card of the pack can be asked (ms), null when it is not asked (any more) today.
 * @param {any} card
 * @param {Round} round
 * @param {Set<string>} names
 */
function findDue(card, round, names) {
  const progress = round.cards[nameCard(card)];
  if (progress) return progress.dueAt;
  if (!isCalled(card, round, names)) return null;
  // A card that is in learning has its minute; all others can be asked at any time of their day.
  return card.state.includes("learning") && card.due_at ? Date.parse(card.due_at) : 0;
}

/**
 * Return the next card: one in learning that is due, else the first of the pack, else one that is due within the minutes to
 * look ahead. Without one, `until` is when the next comes back (ms; null: nothing is left), `left` how many are.
 * @param {any} pack
 * @param {Round} round
 * @param {number} now
 */
export function chooseNext(pack, round, now) {
  const cards = listCards(pack);
  const names = new Set(cards.map(nameCard));
  const places = cards.map((card) => ({ card, due: findDue(card, round, names) })).filter(({ due }) => due !== null);
  const inLearning = places.filter(({ due }) => due > 0).sort((one, other) => one.due - other.due);
  const left = places.length;
  const first = inLearning[0];
  if (first && first.due <= now) return { card: first.card, until: null, left };
  const fresh = places.find(({ due }) => due === 0);
  if (fresh) return { card: fresh.card, until: null, left };
  if (first && first.due <= now + pack.learn_ahead * 1000) return { card: first.card, until: null, left };
  return { card: null, until: first ? first.due : null, left };
}

/**
 * Return the four grades of a card as it is now: when each brings it back.
 * @param {any} card
 * @param {Round} round
 */
export const previewGrades = (card, round) => card.previews[round.cards[nameCard(card)]?.state ?? card.state];

/**
 * Return the answer to be sent and the round after it.
 * @param {any} card
 * @param {Round} round
 * @param {number} rating
 * @param {{key: string, shownAt: number, now: number}} given
 */
export function gradeCard(card, round, rating, { key, shownAt, now }) {
  const name = nameCard(card);
  const before = round.cards[name];
  const { wait, state } = previewGrades(card, round)[rating - 1];
  const dueAt = wait === null ? null : now + wait * 1000;
  const answer = {
    key,
    deck: card.deck,
    card: card.id,
    token: card.token,
    after: before ? before.key : "",
    rating,
    shown_at: new Date(shownAt).toISOString(),
    answered_at: new Date(now).toISOString(),
  };
  const cards = { ...round.cards, [name]: { state: state || "done", dueAt, rating, key } };
  return { answer, round: { cards, answered: round.answered + 1 } };
}

/**
 * Return a key that counts an answer once: the time, then chance.
 * @param {number} now
 * @param {Uint8Array} chance
 */
export function makeKey(now, chance) {
  const hex = (number, digits) => number.toString(16).padStart(digits, "0");
  return hex(now, 12) + Array.from(chance, (byte) => hex(byte, 2)).join("");
}
