/** The learner's desk: the editor with its tabs, problems and drafts, in step with the state and the socket. */
import { ask, show } from "./dialog.js";
import { Editor } from "./editor/editor.js";
import { names } from "./editor/names.js";
import { drawProblems } from "./editor/problems.js";
import { FILE_NAME, drawFileTabs } from "./editor/tabs.js";
import { Typing, same } from "./editor/typing.js";
import { t } from "./i18n.js";
import { arrows } from "./tabs.js";
import { measure } from "./timing.js";

/**
 * @typedef {import("./types.js").File} File
 * @typedef {import("./types.js").State} State
 */

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

export class Desk {
  /**
   * @param {import("./store.js").Store} store
   * @param {import("./socket.js").Connection} connection
   * @param {{nonce: string, apply: () => void}} options
   */
  constructor(store, connection, { nonce, apply }) {
    this.store = store;
    this.opened = false;
    this.typing = new Typing(connection, () => this.editor.files(), () => this.editor.file);
    this.editor = new Editor(at("editor"), { nonce, apply, changed: () => this.#changed(), names: (refers, key) => names(store.state, refers, key) });
    arrows(at("file-tabs"), () => [...at("file-tabs").querySelectorAll('[role="tab"]')].map((tab) => /** @type {HTMLElement} */ (tab)), (tab) => tab.click());
    store.on(["files"], (state) => {
      if (!state.files.length || this.typing.unsaved || same(state.files, this.editor.files())) return;
      this.editor.load(state.files);
      this.typing.opened();
      this.drawTabs(store.state);
      if (!this.opened) measure("click-to-first-edit", [0]);
      this.opened = true;
    });
    store.on(["applied", "markers", "ready"], (state) => this.drawTabs(state));
    store.on(["markers"], (state) => this.#drawMarkers(state));
    store.on(["idle"], (state, before) => {
      for (const [path, fields] of Object.entries(state.idle)) if (fields !== before.idle[path]) this.editor.idle(path, fields);
    });
    store.on(["revision", "applied"], () => this.typing.moved());
  }

  #changed() {
    this.typing.changed();
    this.drawTabs(this.store.state);
  }

  /** @param {State} state */
  #drawMarkers(state) {
    this.editor.mark(state.markers);
    for (const marker of state.markers) if (marker.severity === "error") this.editor.idle(marker.file, []);
    drawProblems(at("problems"), state.markers, {
      several: this.editor.files().length > 1,
      goTo: (marker) => this.goTo(marker.file, marker.line, marker.column),
      fix: (marker) => this.edit(marker.file, marker.fix?.edits ?? []),
    });
    this.editor.keepInView();
  }

  /** @param {State} state */
  drawTabs(state) {
    const applied = new Map(state.applied.map((file) => [file.path, file.text]));
    const files = this.editor.files().map(({ path, text }) => ({
      path, changed: applied.get(path) !== text && (applied.has(path) || Boolean(text.trim())),
      errors: state.markers.filter((marker) => marker.file === path && marker.severity === "error").length,
    }));
    drawFileTabs({ tabs: at("file-tabs"), actions: at("file-actions") }, files, this.editor.file, {
      choose: (path) => { this.editor.open(path); this.typing.opened(); this.drawTabs(state); },
      add: () => this.#add(), remove: (path) => this.#remove(path), mayRemove: !state.lab,
    });
    at("file-tabs").querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  #add() {
    ask(t("New file"), {
      label: t("Name"), value: this.files().some((file) => file.path === "service.yaml") ? "pods.yaml" : "service.yaml",
      pattern: FILE_NAME.source.replace(/^\^|\$$/g, ""), hint: t("Letters, digits, dots and hyphens; .yaml or .yml at the end."), button: t("Create"),
      act: (path) => {
        if (!this.files().some((file) => file.path === path)) this.load([...this.files(), { path, text: "" }]);
        this.editor.open(path);
        this.#changed();
      },
    });
  }

  /** @param {string} path */
  #remove(path) {
    show(t("Remove {file}?", { file: path }), t("The file leaves the editor. What was applied from it stays in the cluster until you delete it there."), {
      label: t("Remove"), danger: true, act: () => { this.load(this.files().filter((file) => file.path !== path)); this.#changed(); },
    });
  }

  files() {
    return this.editor.files();
  }

  /** Takes files as if they had been typed. @param {File[]} files */
  load(files) {
    this.editor.load(files);
    this.#changed();
  }

  /** @param {string} path @param {import("./types.js").Edit[]} edits */
  edit(path, edits) {
    this.editor.edit(path, edits);
    this.drawTabs(this.store.state);
  }

  /** @param {string} path @param {number} line @param {number} [column] */
  goTo(path, line, column) {
    this.editor.goTo(path, line, column);
    this.drawTabs(this.store.state);
  }

  /** @param {{file: string, line: number}[]} places */
  light(places) {
    this.editor.light(places);
    this.drawTabs(this.store.state);
  }

  /** What Apply of these files would change, shown until something is typed; null ends that. @param {File[]|null} files */
  preview(files) {
    if (!this.typing.show(files)) this.store.dispatch({ type: "preview", scene: null });
  }

  /** Before something that uses the files: nothing is left to be saved or linted on its own. */
  settle() {
    this.typing.settle();
  }
}
