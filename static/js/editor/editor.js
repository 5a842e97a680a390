/**
 * The editor of several files: one CodeMirror view, one state per file. It knows texts, markers and lines; what Apply
 * means it does not know.
 */
import { EditorState, EditorView, setDiagnostics } from "vendor/codemirror";
import { compare } from "./difference.js";
import { changes, offset } from "./edits.js";
import { extensions } from "./extensions.js";
import { idle } from "./idle-fields.js";
import { kept } from "./kept-lines.js";
import { lineChanges } from "./lines.js";
import { light } from "./lit-lines.js";
import { diagnostics } from "./markers.js";
/**
 * @typedef {import("../types.js").File} File
 * @typedef {import("../types.js").Marker} Marker
 * @typedef {import("../types.js").Edit} Edit
 */

/** Texts are asked for at each key, and most have not changed. @type {WeakMap<import("@codemirror/state").Text, string>} */
const texts = new WeakMap();

/** @param {import("@codemirror/state").Text} doc */
function textOf(doc) {
  const text = texts.get(doc) ?? doc.toString();
  texts.set(doc, text);
  return text;
}

export class Editor {
  /** @type {Map<string, EditorState>} */
  #states = new Map();
  /** @type {Marker[]} */
  #markers = [];
  /** The applied texts by path while the difference is shown. @type {Map<string, string>|null} */
  #compared = null;
  file = "";

  /**
   * @param {HTMLElement} place
   * @param {import("./extensions.js").Options} options
   */
  constructor(place, options) {
    this.extensions = extensions({ ...options, changed: () => { if (!this.quiet) options.changed(); } });
    this.quiet = false;
    this.view = new EditorView({ parent: place, state: this.#fresh("") });
  }

  /** @param {string} text @param {string[]} [locked] field paths */
  #fresh(text, locked) {
    return EditorState.create({ doc: text, extensions: [this.extensions, kept(locked)] });
  }

  /** @returns {File[]} */
  files() {
    if (this.#states.has(this.file)) this.#states.set(this.file, this.view.state);
    return [...this.#states].map(([path, state]) => ({ path, text: textOf(state.doc) }));
  }

  /**
   * Takes these files as they are; what is equal keeps its cursor and history.
   * @param {File[]} files
   */
  load(files) {
    const mine = new Map(this.files().map((file) => [file.path, file.text]));
    const former = this.#states;
    this.#states = new Map();
    for (const { path, text, locked } of files) {
      const known = former.get(path);
      const plain = text.replaceAll(/\r\n?/g, "\n");
      if (known && mine.get(path) === plain) this.#states.set(path, known);
      else this.#states.set(path, known?.update({ changes: lineChanges(mine.get(path) ?? "", plain) }).state ?? this.#fresh(plain, locked));
    }
    this.open(this.#states.has(this.file) ? this.file : (files[0]?.path ?? ""), { focus: false, keep: false });
  }

  /**
   * @param {string} path
   * @param {{focus?: boolean, keep?: boolean}} [options]
   */
  open(path, { focus = true, keep = true } = {}) {
    const state = this.#states.get(path);
    if (!state) return;
    if (keep && this.#states.has(this.file)) this.#states.set(this.file, this.view.state);
    this.file = path;
    if (state !== this.view.state) {
      this.quiet = true;
      this.view.setState(this.#states.get(path) ?? state);
      this.quiet = false;
    }
    this.#drawDifference();
    this.#drawMarkers();
    if (focus) this.view.focus();
  }

  /** @param {Marker[]} markers */
  mark(markers) {
    this.#markers = markers;
    this.#drawMarkers();
  }

  /** Shows what differs from these texts by path; null ends that. @param {Map<string, string>|null} applied */
  compare(applied) {
    this.#compared = applied;
    this.#drawDifference();
  }

  #drawDifference() {
    this.view.dispatch({ effects: compare(this.#compared && (this.#compared.get(this.file) ?? "")) });
  }

  /** Another text of a file, as a change that can be undone. @param {string} path @param {string} text */
  replace(path, text) {
    this.open(path, { focus: false });
    this.view.dispatch({ changes: lineChanges(textOf(this.view.state.doc), text), userEvent: "format" });
  }

  /** Greys fields of a file that change nothing. @param {string} path @param {import("../types.js").IdleField[]} fields */
  idle(path, fields) {
    const known = this.#states.get(path);
    if (path === this.file) this.view.dispatch({ effects: idle.of(fields) });
    else if (known) this.#states.set(path, known.update({ effects: idle.of(fields) }).state);
  }

  #drawMarkers() {
    const text = textOf(this.view.state.doc);
    const mine = this.#markers.filter((marker) => marker.file === this.file);
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics(mine, text)));
  }

  /**
   * @param {string} path
   * @param {Edit[]} edits
   */
  edit(path, edits) {
    this.open(path, { focus: false });
    this.view.dispatch({ changes: changes(textOf(this.view.state.doc), edits), scrollIntoView: true });
  }

  /**
   * Lights up lines: those of the open file, or of the first file that has any.
   * @param {{file: string, line: number}[]} places
   */
  light(places) {
    const first = places.find((place) => this.#states.has(place.file));
    if (first && !places.some((place) => place.file === this.file)) this.open(first.file, { focus: false });
    const lines = places.filter((place) => place.file === this.file).map((place) => place.line);
    const { doc } = this.view.state;
    const top = lines.length ? doc.line(Math.min(doc.lines, Math.max(1, Math.min(...lines)))).from : null;
    this.view.dispatch({
      effects: [light.of(lines), ...(top === null ? [] : [EditorView.scrollIntoView(top, { y: "nearest", yMargin: 48 })])],
    });
  }

  /** The room for the text may have changed: the cursor of somebody who types stays in it. */
  keepInView() {
    const { view } = this;
    if (!view.hasFocus) return;
    view.requestMeasure({ read: () => null, write: () => queueMicrotask(() => view.dispatch({ effects: EditorView.scrollIntoView(view.state.selection.main.head, { yMargin: 24 }) })) });
  }

  /** @param {string} path @param {number} line @param {number} [column] */
  goTo(path, line, column = 1) {
    this.open(path);
    const anchor = offset(textOf(this.view.state.doc), line, column);
    this.view.dispatch({ selection: { anchor }, scrollIntoView: true });
    this.view.focus();
  }
}
