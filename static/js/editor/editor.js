/**
 * The editor of several files: one CodeMirror view, one state per file. It knows texts, markers and lines; what Apply
 * means it does not know.
 */
import { t } from "../i18n.js";
import {
  EditorState, EditorView, Prec, autocompletion, bracketMatching, closeBrackets, closeBracketsKeymap, completionKeymap,
  defaultKeymap, drawSelection, foldKeymap, highlightActiveLine, highlightActiveLineGutter, highlightSelectionMatches,
  history, historyKeymap, indentLess, indentMore, indentUnit, keymap, lineNumbers, lintGutter, lintKeymap, placeholder,
  searchKeymap, setDiagnostics, yaml,
} from "vendor/codemirror";
import { completion } from "./complete.js";
import { docs } from "./docs.js";
import { changes, offset } from "./edits.js";
import { idle, idleFields } from "./idle-fields.js";
import { kept } from "./kept-lines.js";
import { light, litLines } from "./lit-lines.js";
import { diagnostics } from "./markers.js";
import { replacing } from "./replacing.js";
import { theme } from "./theme.js";

/**
 * @typedef {import("../types.js").File} File
 * @typedef {import("../types.js").Marker} Marker
 * @typedef {import("../types.js").Edit} Edit
 */

export class Editor {
  /** @type {Map<string, EditorState>} */
  #states = new Map();
  /** @type {Marker[]} */
  #markers = [];
  file = "";

  /**
   * @param {HTMLElement} place
   * @param {{nonce: string, changed: () => void, apply: () => void, names: import("./complete.js").Names}} options
   */
  constructor(place, { nonce, changed, apply, names }) {
    this.extensions = [
      EditorView.cspNonce.of(nonce),
      Prec.highest(keymap.of([{ key: "Mod-Enter", run: () => (apply(), true) }])),
      lineNumbers(), highlightActiveLineGutter(), lintGutter(), history(), drawSelection(), indentUnit.of("  "),
      EditorState.tabSize.of(2), bracketMatching(), closeBrackets(), highlightActiveLine(), highlightSelectionMatches(),
      yaml(), autocompletion({ override: [completion(names)] }), docs, litLines, replacing, idleFields, theme,
      placeholder("apiVersion: v1"),
      EditorView.contentAttributes.of({ "aria-label": t("YAML of the chosen file"), spellcheck: "false" }),
      keymap.of([
        { key: "Tab", run: indentMore, shift: indentLess },
        ...closeBracketsKeymap, ...defaultKeymap, ...searchKeymap, ...historyKeymap, ...foldKeymap, ...completionKeymap,
        ...lintKeymap,
      ]),
      EditorView.updateListener.of((update) => {
        if (update.docChanged && !this.quiet) changed();
      }),
    ];
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
    return [...this.#states].map(([path, state]) => ({ path, text: state.doc.toString() }));
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
      if (known && mine.get(path) === text) this.#states.set(path, known);
      else if (known) this.#states.set(path, known.update({ changes: { from: 0, to: known.doc.length, insert: text } }).state);
      else this.#states.set(path, this.#fresh(text, locked));
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
    this.#drawMarkers();
    if (focus) this.view.focus();
  }

  /** @param {Marker[]} markers */
  mark(markers) {
    this.#markers = markers;
    this.#drawMarkers();
  }

  /** Greys fields of a file that change nothing. @param {string} path @param {import("../types.js").IdleField[]} fields */
  idle(path, fields) {
    const known = this.#states.get(path);
    if (path === this.file) this.view.dispatch({ effects: idle.of(fields) });
    else if (known) this.#states.set(path, known.update({ effects: idle.of(fields) }).state);
  }

  #drawMarkers() {
    const text = this.view.state.doc.toString();
    const mine = this.#markers.filter((marker) => marker.file === this.file);
    this.view.dispatch(setDiagnostics(this.view.state, diagnostics(mine, text)));
  }

  /**
   * @param {string} path
   * @param {Edit[]} edits
   */
  edit(path, edits) {
    this.open(path, { focus: false });
    this.view.dispatch({ changes: changes(this.view.state.doc.toString(), edits), scrollIntoView: true });
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
    const anchor = offset(this.view.state.doc.toString(), line, column);
    this.view.dispatch({ selection: { anchor }, scrollIntoView: true });
    this.view.focus();
  }
}
