// @ts-check
// Short tones that confirm a press when nobody looks at the screen.

/** Frequencies in hertz, one after the other. @type {Record<string, number[]>} */
const TONES = { ready: [660], knew: [660, 990], "not-yet": [440, 330], undo: [880, 660, 440], refused: [180] };
const LENGTH = 0.09; // seconds of each
const LOUDNESS = 0.15;

export class Tones {
  constructor() {
    /** @type {AudioContext | null} */
    this.context = null;
  }

  // To be called in a click: only then does a browser let a page make a sound later.
  unlock() {
    const Context = window.AudioContext;
    if (!this.context && Context) this.context = new Context();
    this.context?.resume().catch(() => {});
  }

  /** @param {string} name */
  play(name) {
    this.unlock();
    const context = this.context;
    if (!context) return;
    (TONES[name] ?? []).forEach((frequency, index) => {
      const start = context.currentTime + index * LENGTH;
      const oscillator = context.createOscillator();
      const volume = context.createGain();
      oscillator.frequency.value = frequency;
      volume.gain.setValueAtTime(LOUDNESS, start);
      volume.gain.exponentialRampToValueAtTime(0.001, start + LENGTH);
      oscillator.connect(volume).connect(context.destination);
      oscillator.start(start);
      oscillator.stop(start + LENGTH);
    });
  }

  close() {
    this.context?.close().catch(() => {});
    this.context = null;
  }
}
