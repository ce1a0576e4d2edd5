// @ts-check

/**
 * A chapter of an episode, in seconds. `question` is the id of the question it asks, "" for none; `added` says that it
 * was added to reach the promised length.
 * @typedef {{start: number, end: number, title: string, question: string, added: boolean}} Chapter
 */

const SLACK = 0.05; // seconds: a seek to the start of a chapter may end just before it
const RESTART_SECONDS = 3; // into a chapter, "previous" goes to its own start, as players do

/**
 * Return the index of the chapter that plays at this second, -1 before the first.
 * @param {Chapter[]} chapters
 * @param {number} second
 */
export function chapterAt(chapters, second) {
  return chapters.findLastIndex((chapter) => chapter.start <= second + SLACK);
}

/**
 * Return the index of the chapter whose end was played between two looks, -1 for none. A page that is held up looks seldom,
 * and would otherwise never know that it was heard.
 * @param {Chapter[]} chapters
 * @param {number} before the place at the last look, or where it was sought since
 * @param {number} second the place now
 */
export function findEnded(chapters, before, second) {
  const index = chapterAt(chapters, before);
  const end = (chapters[index]?.end ?? Infinity) - SLACK;
  return before < end && second >= end ? index : -1;
}

/**
 * Return the second to which "previous" (-1) or "next" (1) leads, null where there is no such chapter.
 * @param {Chapter[]} chapters
 * @param {number} second
 * @param {1 | -1} step
 * @returns {number | null}
 */
export function chapterTarget(chapters, second, step) {
  const index = chapterAt(chapters, second);
  if (step < 0 && index >= 0 && second - chapters[index].start > RESTART_SECONDS) return chapters[index].start;
  return chapters[index + step]?.start ?? null;
}
