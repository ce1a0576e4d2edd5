import assert from "node:assert/strict";
import { test } from "node:test";
import { KeyQueue } from "../../practice/key-queue.js";

const PATIENCE = 1000;

/** A screen whose buttons, clock and timer a test sets. */
function makeScreen(buttons = []) {
  const screen = {
    buttons: new Set(buttons),
    coming: new Set(),
    busy: false,
    time: 0,
    pressed: [],
    timers: [],
    /** @type {KeyQueue<string> | null} */ queue: null,
  };
  screen.queue = new KeyQueue(
    {
      press: (name) => {
        if (!screen.buttons.has(name)) return false;
        screen.pressed.push(name);
        screen.queue.expectDrawing();
        return true;
      },
      isComing: (name) => screen.coming.has(name),
      isBusy: () => screen.busy,
      now: () => screen.time,
      wait: (work) => void screen.timers.push(work),
    },
    PATIENCE,
  );
  return screen;
}

const draw = (screen, buttons) => {
  screen.buttons = new Set(buttons);
  screen.coming = new Set();
  screen.queue.noteDrawing();
};
const look = (screen) => screen.timers.splice(0).forEach((work) => work());

test("a key presses the first button there is of those it names", () => {
  const screen = makeScreen(["moment"]);
  assert.equal(screen.queue.add(["grade", "moment"]), true);
  assert.deepEqual(screen.pressed, ["moment"]);
});

test("a key without a button on a screen that is drawn is nobody's", () => {
  const screen = makeScreen(["reveal"]);
  assert.equal(screen.queue.add(["grade"]), false);
  draw(screen, ["grade"]);
  assert.deepEqual(screen.pressed, []);
});

test("each key acts on the screen that the key before it led to, however long the server takes", () => {
  const screen = makeScreen(["reveal"]);
  for (const name of ["reveal", "grade", "reveal", "reveal", "grade"]) assert.equal(screen.queue.add([name]), true);
  screen.time = PATIENCE - 1;
  look(screen);
  assert.deepEqual(screen.pressed, ["reveal"]);
  draw(screen, ["grade"]);
  assert.deepEqual(screen.pressed, ["reveal", "grade"]);
  draw(screen, ["reveal"]);
  assert.deepEqual(screen.pressed, ["reveal", "grade", "reveal"]);
  draw(screen, ["grade"]); // the second press of "reveal" finds none
  assert.deepEqual(screen.pressed, ["reveal", "grade", "reveal", "grade"]);
});

test("the second of two quick presses does not press the old screen's button again", () => {
  const screen = makeScreen(["undo"]);
  screen.queue.add(["undo"]);
  screen.queue.add(["undo"]);
  assert.deepEqual(screen.pressed, ["undo"]);
  draw(screen, ["undo"]);
  assert.deepEqual(screen.pressed, ["undo", "undo"]);
});

test("a key waits for a button whose place is drawn, and for a page that is busy", () => {
  const screen = makeScreen();
  screen.coming.add("reveal");
  assert.equal(screen.queue.add(["reveal"]), true);
  look(screen);
  assert.deepEqual(screen.pressed, []);
  screen.coming.clear();
  screen.busy = true;
  look(screen);
  screen.buttons.add("reveal");
  look(screen);
  assert.deepEqual(screen.pressed, ["reveal"]);
  assert.equal(screen.timers.length, 0);
});

test("a key is forgotten when its button does not come in time, and does not hold up the next", () => {
  const screen = makeScreen();
  screen.busy = true;
  screen.queue.add(["grade"]);
  screen.queue.add(["reveal"], PATIENCE / 2);
  screen.time = PATIENCE;
  look(screen);
  screen.buttons.add("reveal");
  look(screen);
  assert.deepEqual(screen.pressed, ["reveal"]);
});

test("a key from long ago presses nothing that is not there at once", () => {
  const screen = makeScreen();
  screen.time = 2 * PATIENCE;
  screen.coming.add("reveal");
  assert.equal(screen.queue.add(["reveal"], 0), false);
});

test("a press that the server never answers holds up the next for a while, not for ever", () => {
  const screen = makeScreen(["reveal", "help"]);
  screen.queue.add(["reveal"]);
  screen.time = PATIENCE / 2;
  screen.queue.add(["help"]);
  look(screen);
  assert.deepEqual(screen.pressed, ["reveal"]);
  screen.time = PATIENCE;
  look(screen);
  assert.deepEqual(screen.pressed, ["reveal", "help"]);
});

test("what waits is forgotten with the page", () => {
  const screen = makeScreen();
  screen.busy = true;
  screen.queue.add(["reveal"]);
  screen.queue.clear();
  screen.buttons.add("reveal");
  look(screen);
  assert.deepEqual(screen.pressed, []);
});
