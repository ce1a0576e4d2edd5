// The lock screen and the keys of a headset (Media Session), and the keyboard.

const KEYS = {
  " ": "toggle", k: "toggle", ArrowLeft: "back", j: "back", ArrowRight: "forward", l: "forward",
  "[": "previous", "]": "next", "<": "slower", ">": "faster",
};

// Listens while the document has the component; `here` says whether the key is meant for the player.
export function keyboard(actions, here) {
  const listener = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !here(event)) return;
    const name = KEYS[event.key];
    if (!name) return;
    event.preventDefault();
    event.stopPropagation();
    actions[name]();
  };
  document.addEventListener("keydown", listener, true);
  return () => document.removeEventListener("keydown", listener, true);
}

// Whether a key pressed now would go into a field, a menu or a button of somebody else.
export function free(event, host) {
  const target = event.composedPath()[0];
  if (target instanceof Element) {
    if (target.closest("input:not([type=range]):not([type=checkbox]), textarea, select, [contenteditable=true]")) return false;
    if (event.composedPath().includes(host)) return !(event.key === " " && target.closest("button, summary, input, a"));
    return target === document.body || target.closest("[data-testid=stMain]") === target;
  }
  return true;
}

export function session(actions, seekTo) {
  const media = navigator.mediaSession;
  if (!media) return { describe() {}, place() {}, rest() {}, clear() {} };
  const handlers = {
    play: actions.play, pause: actions.pause, seekbackward: actions.back, seekforward: actions.forward,
    previoustrack: actions.previous, nexttrack: actions.next, seekto: (detail) => seekTo(detail.seekTime),
  };
  for (const [name, handler] of Object.entries(handlers)) {
    try {
      media.setActionHandler(name, handler);
    } catch {
      continue; // a browser that does not know this key
    }
  }
  return {
    describe(title, album, cover) {
      const artwork = [{ src: cover, sizes: "500x500", type: "image/jpeg" }];
      media.metadata = new MediaMetadata({ title, artist: "Rehearsal", album, artwork });
    },
    place(audio) {
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
      for (const name of Object.keys(handlers)) media.setActionHandler(name, null);
    },
  };
}
