// @ts-check
// The keys of the keyboard, of a headset and of the lock screen (Media Session).

/** @type {Record<string, string>} */
const KEYS = {
  " ": "toggle", k: "toggle", ArrowLeft: "back", j: "back", ArrowRight: "forward", l: "forward",
  "[": "previous", "]": "next", "<": "slower", ">": "faster",
};

/**
 * Run the action of each key that `isMeant` says is for the player. Returns what stops it.
 * @param {Record<string, (value?: any) => void>} actions
 * @param {(event: KeyboardEvent) => boolean} isMeant
 */
export function listenForKeys(actions, isMeant) {
  const onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !isMeant(event)) return;
    const name = KEYS[event.key];
    if (!name) return;
    event.preventDefault();
    event.stopPropagation();
    actions[name]();
  };
  document.addEventListener("keydown", onKey, true);
  return () => document.removeEventListener("keydown", onKey, true);
}

/**
 * Tell whether a key pressed now is for the player, and not for a field, a menu or a button of somebody else.
 * @param {KeyboardEvent} event
 * @param {Node} host
 */
export function isForPlayer(event, host) {
  const target = event.composedPath()[0];
  if (target instanceof Element) {
    if (target.closest("input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable=true]")) return false;
    if (event.composedPath().includes(host)) return !(event.key === " " && target.closest("button, summary, input, a"));
    return target === document.body || target.closest("[data-testid=stMain]") === target;
  }
  return true;
}

/**
 * Connect the lock screen and the headset's buttons. A browser without Media Session gets an object that does nothing.
 * @param {Record<string, (value?: any) => void>} actions
 * @param {(second: number) => void} seek
 */
export function connectMediaSession(actions, seek) {
  const media = navigator.mediaSession;
  if (!media) return { describe() {}, setPosition() {}, rest() {}, clear() {} };
  /** @type {Partial<Record<MediaSessionAction, MediaSessionActionHandler>>} */
  const handlers = {
    play: actions.play, pause: actions.pause, seekbackward: actions.back, seekforward: actions.forward,
    previoustrack: actions.previous, nexttrack: actions.next, seekto: (detail) => seek(detail.seekTime),
  };
  const names = /** @type {MediaSessionAction[]} */ (Object.keys(handlers));
  for (const name of names) {
    try {
      media.setActionHandler(name, handlers[name]);
    } catch {
      continue; // a browser that does not know this key
    }
  }
  return {
    describe(title, album, cover) {
      const artwork = [{ src: cover, sizes: "500x500", type: "image/jpeg" }];
      media.metadata = new MediaMetadata({ title, artist: "Rehearsal", album, artwork });
    },
    setPosition(audio) {
      if (Number.isFinite(audio.duration) && audio.duration > 0) {
        media.setPositionState({
          duration: audio.duration, playbackRate: audio.playbackRate, position: Math.min(audio.currentTime, audio.duration),
        });
      }
    },
    rest() {
      media.metadata = null;
    },
    clear() {
      media.metadata = null;
      for (const name of names) media.setActionHandler(name, null);
    },
  };
}
