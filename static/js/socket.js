/**
 * One page's connection to its workspace. Every command has an id made here, so that sending it twice is harmless: what was
 * not answered when the connection broke is sent again after it is back. A new connection always begins with `hello`.
 */
import { t } from "./i18n.js";
import { uuid } from "./transport/http.js";

const FIRST_DELAY = 300;
const LONGEST_DELAY = 10_000;

/** Of these only the latest matters: a newer one takes the place of one that waits. */
const LATEST = new Set(["save", "lint", "idle", "preview", "rules", "object", "endpoints", "environment", "names", "suppose", "sources", "complete", "past", "timeline", "goal"]);

/** Close codes after which coming back is of no use. @type {Record<number, string>} */
const FINAL = {
  4401: t("This page is too old to be answered. Load it again; what you saved is kept."),
  4403: t("This workspace belongs to another browser. Open the lab from the list to get your own."),
};

export class Connection {
  /** @type {import("./transport/socket.js").Transport|null} */
  #transport = null;
  #open = false;
  /** The page has just been loaded: who answers it is there, and only the way may be closed. */
  #fresh = true;
  #attempt = 0;
  /** Attempts in a row, by all ways, that led nowhere. */
  #failures = 0;
  /** @type {Map<string, any>} */
  #pending = new Map();

  /**
   * @param {import("./transport/socket.js").Way[]} ways the best one first; the next is tried when it fails at once, or twice in a row
   * @param {(message: any) => void} receive
   * @param {{since: () => number, opened?: () => string[], status: (status: "connecting"|"open"|"lost") => void}} options
   */
  constructor(ways, receive, options) {
    this.ways = ways;
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
    const message = this.#message(type, fields);
    if (LATEST.has(type)) for (const [id, waiting] of this.#pending) if (waiting.type === type) this.#pending.delete(id);
    if (type !== "hello") this.#pending.set(message.id, message);
    if (this.#open) this.#transport?.send(message);
    return message.id;
  }

  /** @param {string} type @param {Record<string, any>} fields */
  #message = (type, fields) => ({ type, id: uuid(), ...fields });

  /** Whether a command of this type still waits for its answer. @param {string} type */
  waits(type) {
    return [...this.#pending.values()].some((message) => message.type === type);
  }

  /** A fresh snapshot, because a delta did not fit. */
  resync() {
    if (this.#open) this.send("hello", { since: 0, opened: this.options.opened?.() ?? [] });
  }

  #connect(way = 0) {
    if (this.#transport?.alive()) return;
    const attempt = ++this.#attempt;
    const mine = (/** @type {() => void} */ act) => { if (attempt === this.#attempt) act(); };
    this.#transport = this.ways[way](this.#message("hello", { since: this.options.since(), opened: this.options.opened?.() ?? [] }), {
      opened: () => mine(() => {
        this.#open = true;
        this.#fresh = false;
        this.#failures = 0;
        this.options.status("open");
        for (const message of this.#pending.values()) this.#transport?.send(message);
      }),
      message: (message) => mine(() => this.#hear(message)),
      closed: (code) => mine(() => this.#closed(code, way)),
    });
  }

  /** @param {any} message */
  #hear(message) {
    const asked = this.#pending.get(message.id);
    this.#pending.delete(message.id);
    this.receive(asked ? { ...message, asked } : message);
  }

  /** @param {number} code @param {number} way */
  #closed(code, way) {
    this.#transport = null;
    const before = this.#open;
    this.#open = false;
    if (!before) this.#failures += 1;
    if (FINAL[code]) {
      this.options.status("lost");
      this.receive({ type: "error", code: "final", message: FINAL[code] });
      return;
    }
    if ((this.#fresh || this.#failures > 1) && way + 1 < this.ways.length) {
      this.#connect(way + 1);
      return;
    }
    this.options.status("lost");
    const delay = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** this.#failures);
    setTimeout(() => this.#connect(), delay * (0.75 + Math.random() / 2));
  }
}
