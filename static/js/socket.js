/**
 * One workspace's socket. Every command has an id made here, so that sending it twice is harmless: what was not answered
 * when the connection broke is sent again after it is back. A new connection always begins with `hello`.
 */
import { t } from "./i18n.js";

const FIRST_DELAY = 300;
const LONGEST_DELAY = 10_000;

/** Of these only the latest matters: a newer one takes the place of one that waits. */
const LATEST = new Set(["save", "lint", "idle", "preview", "rules", "object", "sources", "complete", "past", "timeline"]);

/** Close codes after which coming back is of no use. @type {Record<number, string>} */
const FINAL = { 4403: t("This workspace belongs to another browser. Open the lab from the list to get your own.") };

export class Connection {
  /** @type {WebSocket|null} */
  #socket = null;
  #delay = FIRST_DELAY;
  /** @type {Map<string, any>} */
  #pending = new Map();

  /**
   * @param {string} path
   * @param {(message: any) => void} receive
   * @param {{since: () => number, status: (status: "connecting"|"open"|"lost") => void, Socket?: typeof WebSocket}} options
   */
  constructor(path, receive, options) {
    this.url = new URL(path, location.href);
    this.url.protocol = this.url.protocol === "https:" ? "wss:" : "ws:";
    this.receive = receive;
    this.options = options;
    addEventListener("online", () => this.#connect());
    this.#connect();
  }

  /**
   * @param {string} type
   * @param {Record<string, any>} [fields]
   * @returns {string} the command's id
   */
  send(type, fields = {}) {
    const message = { type, id: crypto.randomUUID?.() ?? fallbackId(), ...fields };
    if (LATEST.has(type)) for (const [id, waiting] of this.#pending) if (waiting.type === type) this.#pending.delete(id);
    if (type !== "hello") this.#pending.set(message.id, message);
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
    return message.id;
  }

  /** Whether a command of this type still waits for its answer. @param {string} type */
  waits(type) {
    return [...this.#pending.values()].some((message) => message.type === type);
  }

  /** A fresh snapshot, because a delta did not fit. */
  resync() {
    if (this.#socket?.readyState === WebSocket.OPEN) this.send("hello", { since: 0 });
  }

  #connect() {
    if (this.#socket && this.#socket.readyState <= WebSocket.OPEN) return;
    const socket = new (this.options.Socket ?? WebSocket)(this.url);
    this.#socket = socket;
    socket.addEventListener("open", () => {
      this.#delay = FIRST_DELAY;
      this.options.status("open");
      this.send("hello", { since: this.options.since() });
      for (const message of this.#pending.values()) socket.send(JSON.stringify(message));
    });
    socket.addEventListener("message", (event) => {
      const message = JSON.parse(event.data);
      const asked = this.#pending.get(message.id);
      if (asked) {
        this.#pending.delete(message.id);
        this.receive({ ...message, asked });
      } else {
        this.receive(message);
      }
    });
    socket.addEventListener("close", (event) => {
      this.options.status("lost");
      if (FINAL[event.code]) {
        this.receive({ type: "error", code: "final", message: FINAL[event.code] });
        return;
      }
      setTimeout(() => this.#connect(), this.#delay * (0.75 + Math.random() / 2));
      this.#delay = Math.min(LONGEST_DELAY, this.#delay * 2);
    });
  }
}

/** `crypto.randomUUID` exists only in secure contexts; a classroom server may be plain HTTP. */
function fallbackId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
