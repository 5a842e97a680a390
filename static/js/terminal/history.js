/** The lines that were typed before, as the arrow keys bring them back. Kept per workspace in this browser. */

const LONGEST = 200;

export class History {
  #draft = "";
  #at;

  /**
   * @param {string[]} lines oldest first
   * @param {(lines: string[]) => void} [keep] is told whenever a line is added
   */
  constructor(lines = [], keep = () => {}) {
    this.lines = lines.slice(-LONGEST);
    this.keep = keep;
    this.#at = this.lines.length;
  }

  /** A line that was run; the same twice in a row counts once. @param {string} line */
  add(line) {
    if (line.trim() && line !== this.lines.at(-1)) {
      this.lines = [...this.lines, line].slice(-LONGEST);
      this.keep(this.lines);
    }
    this.#at = this.lines.length;
    this.#draft = "";
  }

  /** What stands before the line that is shown, or null. @param {string} typed */
  previous(typed) {
    if (this.#at === 0) return null;
    if (this.#at === this.lines.length) this.#draft = typed;
    this.#at -= 1;
    return this.lines[this.#at];
  }

  /** What comes after it; at the end, what was being typed. */
  next() {
    if (this.#at >= this.lines.length) return null;
    this.#at += 1;
    return this.lines[this.#at] ?? this.#draft;
  }

  /** As `history` prints it. */
  toString() {
    return this.lines.map((line, index) => `${String(index + 1).padStart(5)}  ${line}`).join("\n");
  }
}

/** @param {string} text as it was kept @returns {string[]} */
export function parsed(text) {
  try {
    const lines = JSON.parse(text || "[]");
    return Array.isArray(lines) ? lines.filter((line) => typeof line === "string") : [];
  } catch {
    return [];
  }
}
