// @ts-check
// The connection to the server, opened while Streamlit's scripts still load, and the request for the page's first run sent on
// it: the server draws the page in the meantime, and its messages wait here. Streamlit, which would begin with all that only
// when its last script has come, gets this connection when it asks for one. What it then sends first is the same request, byte
// for byte, and goes no further; a different one is sent as well.

// Field numbers of Streamlit's protobuf files: BackMsg, ClientState and ContextInfo.
const RERUN_SCRIPT = 11;
const STATE = { queryString: 1, widgetStates: 2, pageName: 4, contextInfo: 8 };
const CONTEXT = { timezone: 1, timezoneOffset: 2, locale: 3, url: 4, isEmbedded: 5, colorScheme: 6 };
// Protobuf's wire types.
const VARINT = 0;
const BYTES = 2;

/**
 * Return a whole number as protobuf writes an int32: seven bits a byte, negative ones as 64 bits.
 * @param {number} value
 * @returns {number[]}
 */
function encodeNumber(value) {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 127n) {
    bytes.push(Number(rest & 127n) | 128);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

/**
 * @param {number} number the field's
 * @param {string | number | number[]} value text, a whole number, or the bytes of a message
 * @returns {number[]}
 */
function encodeField(number, value) {
  if (value === "") return []; // as Streamlit does: a text that is empty is left out
  if (typeof value === "number") return [...encodeNumber((number << 3) | VARINT), ...encodeNumber(value)];
  const bytes = typeof value === "string" ? [...new TextEncoder().encode(value)] : value;
  return [...encodeNumber((number << 3) | BYTES), ...encodeNumber(bytes.length), ...bytes];
}

/**
 * Return the message with which Streamlit asks for a page's first run.
 * @param {{address: URL, root: string, timezone: string, timezoneOffset: number, locale: string, isDark: boolean}} browser
 *   `root` is the path of the app, with a slash at its end
 */
export function encodeFirstRun({ address, root, timezone, timezoneOffset, locale, isDark }) {
  const context = [
    ...encodeField(CONTEXT.timezone, timezone),
    ...encodeField(CONTEXT.timezoneOffset, timezoneOffset),
    ...encodeField(CONTEXT.locale, locale),
    ...encodeField(CONTEXT.url, address.origin + address.pathname),
    ...encodeField(CONTEXT.isEmbedded, 0),
    ...encodeField(CONTEXT.colorScheme, isDark ? "dark" : "light"),
  ];
  const state = [
    ...encodeField(STATE.queryString, address.search.slice(1)),
    ...encodeField(STATE.widgetStates, []),
    ...encodeField(STATE.pageName, address.pathname.slice(root.length).replace(/\/+$/, "")),
    ...encodeField(STATE.contextInfo, context),
  ];
  return new Uint8Array(encodeField(RERUN_SCRIPT, state));
}

/**
 * Open the connection, and hand it to whoever asks for the same one first.
 * @param {any} scope the window
 * @param {{url: string, firstMessage: Uint8Array | null}} wanted `firstMessage` is sent at once, null sends none
 */
export function openEarly(scope, { url, firstMessage }) {
  const Original = scope.WebSocket;
  const socket = new Original(url, ["streamlit", readToken(scope.document.cookie)]);
  socket.binaryType = "arraybuffer";
  /** @type {ArrayBuffer[] | null} */
  let waiting = [];
  /** @type {Uint8Array | null} */
  let sent = null;
  let isTaken = false;

  const keep = (/** @type {MessageEvent} */ event) => {
    if (!waiting) return;
    event.stopImmediatePropagation();
    waiting.push(event.data);
  };
  const release = () => {
    const messages = waiting ?? [];
    waiting = null;
    socket.removeEventListener("message", keep);
    for (const data of messages) socket.dispatchEvent(new scope.MessageEvent("message", { data }));
  };
  socket.addEventListener("message", keep);
  socket.addEventListener("open", () => {
    if (!firstMessage || isTaken) return;
    socket.send(firstMessage);
    sent = firstMessage;
  }, { once: true });

  function EarlyOrNew(/** @type {string} */ address, /** @type {string[] | string | undefined} */ protocols) {
    scope.WebSocket = Original;
    const isWanted = new URL(address).href === new URL(url).href && Array.isArray(protocols) && protocols.length === 2;
    if (!isWanted || socket.readyState > Original.OPEN) {
      socket.close();
      return new Original(address, protocols);
    }
    isTaken = true;
    // Its own first message: once that is sent, or known to have been, it takes what came so far.
    socket.send = (/** @type {Uint8Array} */ message) => {
      delete socket.send;
      if (!sent || !isSame(sent, message)) socket.send(message);
      scope.setTimeout(release);
    };
    if (socket.readyState === Original.OPEN) scope.setTimeout(() => socket.dispatchEvent(new scope.Event("open")));
    return socket;
  }
  scope.WebSocket = Object.assign(EarlyOrNew, {
    CONNECTING: Original.CONNECTING, OPEN: Original.OPEN, CLOSING: Original.CLOSING, CLOSED: Original.CLOSED,
  });
}

/** Return what Streamlit sends as the second protocol: its cookie against forged requests, or a word in its place. */
function readToken(/** @type {string} */ cookies) {
  return /(?:^|;\s*)_streamlit_xsrf=([^;]*)/.exec(cookies)?.[1] || "PLACEHOLDER_AUTH_TOKEN";
}

function isSame(/** @type {Uint8Array} */ one, /** @type {Uint8Array} */ other) {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}

/**
 * Ask for this page's first run. Where Streamlit's own request could be another one (an embedded page, a theme that was chosen
 * in its menu), only the connection is opened.
 * @param {any} scope the window
 * @param {URL} root the app's root
 */
export default function mount(scope, root) {
  const address = new URL(scope.location.href);
  const isUsual = !/(?:^|[?&])embed/.test(address.search) && !readChosenTheme(scope);
  openEarly(scope, {
    url: new URL("_stcore/stream", root).href.replace(/^http/, "ws"),
    firstMessage: isUsual
      ? encodeFirstRun({
          address,
          root: root.pathname,
          timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
          timezoneOffset: new Date().getTimezoneOffset(),
          locale: scope.navigator.language,
          isDark: scope.matchMedia("(prefers-color-scheme: dark)").matches,
        })
      : null,
  });
}

/** Return the theme that Streamlit keeps for this page when one was chosen in its menu, else null. */
function readChosenTheme(/** @type {any} */ scope) {
  try {
    return Object.keys(scope.localStorage).find((name) => name.startsWith(`stActiveTheme-${scope.location.pathname}`)) ?? null;
  } catch {
    return null; // no storage: nothing is kept
  }
}
