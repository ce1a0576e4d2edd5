// @ts-check
// The sleep timer: fades out when its time has come, at the end of a chapter where that was chosen.

const FADE_SECONDS = 8;

export class SleepTimer {
  /**
   * @param {{currentTime: number, playbackRate: number, seeking: boolean, volume: number, pause: () => void}} audio
   * @param {(second: number) => number} chapterEnd where the chapter of that second ends; Infinity while nobody knows
   */
  constructor(audio, chapterEnd) {
    this.audio = audio;
    this.chapterEnd = chapterEnd;
    this.until = 0;
    this.chapter = 0;
  }

  /** @param {string} choice "0" is off, "chapter" the end of this chapter, else minutes */
  set(choice) {
    this.audio.volume = 1;
    this.until = Number(choice) ? Date.now() + Number(choice) * 60000 : 0;
    this.chapter = choice === "chapter" ? this.chapterEnd(this.audio.currentTime) : 0;
  }

  // The listener went elsewhere, or the chapters became known: it is the end of the chapter that is heard now.
  restart() {
    if (this.chapter) this.set("chapter");
  }

  get active() {
    return this.until > 0 || this.chapter > 0;
  }

  // Seconds left, by the clock or by the chapter.
  get left() {
    if (this.until) return (this.until - Date.now()) / 1000;
    return this.chapter ? (this.chapter - this.audio.currentTime) / (this.audio.playbackRate || 1) : Infinity;
  }

  // True when it has just put the player to sleep.
  tick() {
    if (!this.active || this.audio.seeking) return false;
    const left = this.left;
    this.audio.volume = Math.min(1, Math.max(0, left / FADE_SECONDS));
    if (left > 0) return false;
    this.audio.pause();
    this.set("0");
    return true;
  }
}
