// @ts-check
// Keys in the order in which they were pressed: each acts on the screen that the key before it led to. Pure, apart from the
// timer that it is given.

/**
 * @template Target what a key presses
 * @typedef {{targets: Target[], until: number}} WaitingKey
 */

/**
 * What a queue asks the page. `press` presses a target and returns true, or false when there is none to be pressed yet.
 * `isComing` tells whether one of the targets is being drawn; `isBusy` whether something else is that could bring it. `now` is in
 * milliseconds; `wait` calls back a little later.
 * @template Target
 * @typedef {{
 *   press: (target: Target) => boolean,
 *   isComing: (target: Target) => boolean,
 *   isBusy: () => boolean,
 *   now: () => number,
 *   wait: (work: () => void) => void,
 * }} Screen
 */

/** @template Target */
export class KeyQueue {
  /**
   * @param {Screen<Target>} screen
   * @param {number} patience how long a key waits for its button, in milliseconds
   */
  constructor(screen, patience) {
    this.screen = screen;
    this.patience = patience;
    /** @type {WaitingKey<Target>[]} */
    this.waiting = [];
    this.awaitsDrawingUntil = -Infinity;
    this.isTimed = false;
  }

  /** Say that a button was pressed, by a key or by hand, and that the server draws the screen anew for it. */
  expectDrawing() {
    this.awaitsDrawingUntil = this.screen.now() + this.patience;
  }

  /** Say that the server has drawn the screen: what waits may go on. */
  noteDrawing() {
    this.awaitsDrawingUntil = -Infinity;
    this.goOn();
  }

  /**
   * Press the first of these that is there, now or as soon as the screen is drawn. Returns false where nothing is on its
   * way that could bring one.
   * @param {Target[]} targets
   * @param {number} pressedAt when the key was pressed
   */
  add(targets, pressedAt = this.screen.now()) {
    this.waiting.push({ targets, until: pressedAt + this.patience });
    return this.goOn();
  }

  /** Press what can be pressed. Returns whether the key that came last was pressed or waits. */
  goOn() {
    const { screen } = this;
    let isTaken = true;
    while (this.waiting.length && screen.now() >= this.awaitsDrawingUntil) {
      const { targets, until } = this.waiting[0];
      isTaken = targets.some((target) => screen.press(target));
      const canCome = targets.some((target) => screen.isComing(target)) || screen.isBusy();
      if (!isTaken && canCome && screen.now() < until) break;
      this.waiting.shift();
    }
    if (this.waiting.length && !this.isTimed) {
      this.isTimed = true;
      screen.wait(() => {
        this.isTimed = false;
        this.goOn();
      });
    }
    return isTaken || this.waiting.length > 0;
  }

  /** Forget what waits. */
  clear() {
    this.waiting = [];
  }
}
