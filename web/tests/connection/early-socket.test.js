import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeFirstRun, openEarly } from "../../connection/early-socket.js";

const URL_ = "ws://localhost:8501/_stcore/stream";
const MESSAGE = new Uint8Array([1, 2, 3]);

/** A window whose sockets are opened, and given messages, by a test. */
function makeWindow(cookie = "") {
  class Socket extends EventTarget {
    static CONNECTING = 0;
    static OPEN = 1;
    static CLOSING = 2;
    static CLOSED = 3;
    readyState = 0;
    sent = [];
    constructor(url, protocols) {
      super();
      Object.assign(this, { url, protocols });
      scope.sockets.push(this);
    }
    send(message) {
      this.sent.push([...message]);
    }
    close() {
      this.readyState = 3;
    }
    open() {
      this.readyState = 1;
      this.dispatchEvent(new Event("open"));
    }
    receive(data) {
      this.dispatchEvent(new MessageEvent("message", { data }));
    }
  }
  const scope = {
    sockets: [],
    timers: [],
    WebSocket: Socket,
    Event,
    MessageEvent,
    document: { cookie },
    setTimeout: (work) => void scope.timers.push(work),
    runTimers: () => scope.timers.splice(0).forEach((work) => work()),
  };
  return scope;
}

/** Do as Streamlit: ask for a connection, send the first message when it is open, note what comes. */
function connect(scope, message, protocols = ["streamlit", "token"]) {
  const socket = new scope.WebSocket(URL_, protocols);
  const received = [];
  socket.addEventListener("message", (event) => received.push(event.data));
  socket.addEventListener("open", () => socket.send(message));
  return { socket, received };
}

test("a first run that was asked for early is not asked for again, and what came in the meantime comes in order", () => {
  const scope = makeWindow("a=1; _streamlit_xsrf=2|x|y; b=2");
  const { WebSocket: Original } = scope;
  openEarly(scope, { url: URL_, firstMessage: MESSAGE });
  const [early] = scope.sockets;
  assert.deepEqual(early.protocols, ["streamlit", "2|x|y"]);
  early.open();
  early.receive("one");
  const { socket, received } = connect(scope, new Uint8Array(MESSAGE));
  assert.equal(socket, early);
  assert.equal(scope.WebSocket, Original);
  assert.deepEqual(received, []);
  scope.runTimers(); // it is told that the connection is open, and sends
  early.receive("two");
  scope.runTimers();
  early.receive("three");
  assert.deepEqual(received, ["one", "two", "three"]);
  assert.deepEqual(early.sent, [[...MESSAGE]]);
  socket.send(new Uint8Array([9]));
  assert.deepEqual(early.sent, [[...MESSAGE], [9]]);
  assert.equal(scope.sockets.length, 1);
});

test("another first message is sent as well", () => {
  const scope = makeWindow();
  openEarly(scope, { url: URL_, firstMessage: MESSAGE });
  scope.sockets[0].open();
  connect(scope, new Uint8Array([1, 2, 4]));
  scope.runTimers();
  assert.deepEqual(scope.sockets[0].sent, [[...MESSAGE], [1, 2, 4]]);
});

for (const firstMessage of [MESSAGE, null]) {
  test(`who asks before the connection is open sends the first message alone (${firstMessage ? "one" : "none"} to send early)`, () => {
    const scope = makeWindow();
    openEarly(scope, { url: URL_, firstMessage });
    const { received } = connect(scope, MESSAGE);
    scope.sockets[0].open();
    scope.sockets[0].receive("one");
    scope.runTimers();
    assert.deepEqual(scope.sockets[0].sent, [[...MESSAGE]]);
    assert.deepEqual(received, ["one"]);
  });
}

test("a connection that broke, or that is not the one asked for, is not handed over", () => {
  const broken = makeWindow();
  openEarly(broken, { url: URL_, firstMessage: MESSAGE });
  broken.sockets[0].close();
  assert.notEqual(connect(broken, MESSAGE).socket, broken.sockets[0]);
  const again = makeWindow();
  openEarly(again, { url: URL_, firstMessage: MESSAGE });
  const { socket } = connect(again, MESSAGE, ["streamlit", "token", "former session"]);
  assert.notEqual(socket, again.sockets[0]);
  assert.equal(again.sockets[0].readyState, 3);
});

test("the first run is asked for as Streamlit asks, byte for byte", () => {
  // Taken from Streamlit 1.67's own first message.
  const message = encodeFirstRun({
    address: new URL("http://localhost:60083/practice?topic=x%20y&z=ü#a"),
    root: "/",
    timezone: "Asia/Calcutta",
    timezoneOffset: -330,
    locale: "de-DE",
    isDark: true,
  });
  const expected =
    'Zn\n\x14topic=x%20y&z=%C3%BC\x12\x00"\x08practiceBJ\n\rAsia/Calcutta\x10\xb6\xfd\xff\xff\xff\xff\xff\xff\xff\x01' +
    '\x1a\x05de-DE"\x1fhttp://localhost:60083/practice(\x002\x04dark';
  assert.equal(Buffer.from(message).toString("latin1"), expected);
  const today = encodeFirstRun({
    address: new URL("http://localhost:60083/"), root: "/", timezone: "UTC", timezoneOffset: 0, locale: "en-US", isDark: false,
  });
  assert.equal(
    Buffer.from(today).toString("latin1"),
    'Z4\x12\x00B0\n\x03UTC\x10\x00\x1a\x05en-US"\x17http://localhost:60083/(\x002\x05light',
  );
});
