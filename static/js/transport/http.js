/**
 * The same messages without a WebSocket: each is posted, and a poll waits for whatever else there is to hear. The server
 * keeps nothing between two requests: a poll says what the page shows.
 */

/** Milliseconds that an answer may take: the server holds a poll for 20 seconds. */
const PATIENCE = 40_000;

/** Milliseconds after a refused poll. */
const PAUSE = 2000;

/** What a browser sends even after its page has gone. */
const KEPT_ALIVE = 60_000;

/** The socket's codes for the same. @type {Record<number, number>} */
const CODES = { 403: 4401, 404: 4403 };

/**
 * @param {string} address
 * @param {{shown: () => {world: number, sequence: number, folded: import("../types.js").Folded|null}, still?: boolean}} options  a still page has nothing to wait for
 * @returns {import("./socket.js").Way}
 */
export const overHttp = (address, { shown, still = false }) => {
  const tab = uuid();
  return (first, ear) => {
    const stop = new AbortController();
    let draft = -1;
    let opened = false;
    let queue = Promise.resolve();

    /** @param {number} code */
    const close = (code) => {
      if (stop.signal.aborted) return;
      stop.abort();
      ear.closed(code);
    };
    /** @param {RequestInit} request @param {Record<string, string|number>} query @returns {Promise<boolean>} whether it was answered */
    const ask = async (request, query) => {
      const answer = await fetch(`${address}?${new URLSearchParams({ tab, ...query })}`, { ...request, signal: AbortSignal.any([stop.signal, AbortSignal.timeout(PATIENCE)]) });
      if (answer.status === 429) return false;
      if (!answer.ok && answer.status !== 413) throw answer.status;
      const told = await answer.json();
      if (!opened) {
        opened = true;
        ear.opened();
      }
      for (const message of told) {
        draft = message.draft ?? draft;
        ear.message(message);
      }
      return true;
    };
    /** @param {unknown} error a status, or what a browser says when nobody answers */
    const failed = (error) => close(CODES[/** @type {number} */ (error)] ?? 0);

    const send = (/** @type {any} */ message) => {
      const body = JSON.stringify(message);
      const headers = { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") };
      const post = () => (stop.signal.aborted ? undefined : ask({ method: "POST", body, headers, keepalive: body.length < KEPT_ALIVE }, {}).then(() => {}, failed));
      queue = queue.then(post);
      return queue;
    };
    const poll = async () => {
      while (!stop.signal.aborted) {
        const { world, sequence, folded } = shown();
        const heard = await ask({}, { world, sequence, draft, opened: folded?.opened.join() ?? "" });
        if (!heard) await new Promise((resume) => setTimeout(resume, PAUSE));
      }
    };
    addEventListener("offline", () => close(0), { signal: stop.signal });
    send(first).then(() => { if (!still) poll().catch(failed); });
    return { send, alive: () => !stop.signal.aborted };
  };
};

/** @param {string} name */
const cookie = (name) => document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";

/** `crypto.randomUUID` exists only in secure contexts; a classroom server may be plain HTTP. */
export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
