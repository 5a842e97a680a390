/** Messages over a WebSocket. */

/** A proxy that swallows sockets never says no. */
const PATIENCE = 5000;

/**
 * What carries messages. It begins with a first message, tells when it is open, and once when it is over.
 * @typedef {{opened: () => void, message: (message: any) => void, closed: (code: number) => void}} Ear
 * @typedef {{send: (message: any) => void, alive: () => boolean}} Transport
 * @typedef {(first: any, ear: Ear) => Transport} Way
 */

/** @param {string} path @returns {Way} */
export const overSocket = (path) => (first, ear) => {
  const url = new URL(path, location.href);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  const socket = new WebSocket(url);
  const patience = setTimeout(() => socket.close(), PATIENCE);
  const send = (/** @type {any} */ message) => { if (socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message)); };
  socket.addEventListener("open", () => {
    clearTimeout(patience);
    send(first);
    ear.opened();
  });
  socket.addEventListener("message", (event) => ear.message(JSON.parse(event.data)));
  const over = new AbortController();
  const end = (/** @type {number} */ code) => {
    if (over.signal.aborted) return;
    over.abort();
    clearTimeout(patience);
    socket.close();
    ear.closed(code);
  };
  socket.addEventListener("close", (event) => end(event.code));
  addEventListener("offline", () => end(0), { signal: over.signal }); // else nobody would notice before something is sent
  return { send, alive: () => !over.signal.aborted };
};
