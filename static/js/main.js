/** The page of a lab or of the sandbox: puts the parts together. */
import { html, nothing, render } from "vendor/lit";
import { announce } from "./announce.js";
import { commands } from "./commands.js";
import { ConnectDialog } from "./connect.js";
import { dividers, go, isNarrow } from "./columns.js";
import { Desk } from "./desk.js";
import { dock } from "./dock.js";
import { loadSchema } from "./editor/schema.js";
import { boot, nonce } from "./first.js";
import { t } from "./i18n.js";
import { help } from "./help.js";
import { holdFocus } from "./held.js";
import { keys } from "./keys.js";
import { WorldMenu } from "./operate/menu.js";
import { drawLast } from "./operate/panel.js";
import { outcomeWords } from "./outcome.js";
import { paper } from "./paper.js";
import { read } from "./read.js";
import { RecordDialog } from "./record.js";
import { see } from "./see.js";
import { Connection } from "./socket.js";
import { examClock } from "./steps/exam.js";
import { Store } from "./store.js";
import { themeSwitch } from "./theme.js";
import { measure } from "./timing.js";
import { Terminal } from "./terminal/terminal.js";
import { timeline } from "./time/time.js";
import { spreadWords } from "./trace/chart.js";
import { player } from "./trace/player.js";
import { proposals } from "./trace/proposal.js";
import { ending } from "./trace/reduce.js";
import { ways } from "./transport/ways.js";
import { targets } from "./trace/targets.js";
import { walkBar } from "./trace/walk-bar.js";
import { litPlaces } from "./trace/shown.js";

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

const store = new Store();
const PARTS = ["read", "edit", "see", "dock"];

const connection = new Connection(ways(boot, () => store.state), receive, {
  since: () => store.state.sequence, opened: () => store.state.folded?.opened ?? [],
  status: (status) => store.dispatch({ type: "connection", connection: status }),
});

/** @param {any} message */
function receive(message) {
  desk.draft.hear(message);
  if (message.asked) store.dispatch({ type: "answered", of: message.asked.type });
  if (terminal.takes(message) || desk.takes(message)) return;
  store.dispatch(message);
  if (message.type === "copied") location.assign(message.url);
  if (["trace", "distribution"].includes(message.type) && message.asked) {
    if (isNarrow()) go("dock");
    lower.answered(message);
  }
  if (store.state.stale && message.type === "delta") connection.resync();
}

/** When Apply was pressed whose picture is not there yet. */
let applied = 0;

/** @param {string} type @param {Record<string, any>} [fields] */
function send(type, fields) {
  if (type === "apply") applied = performance.now();
  store.dispatch({ type: "sent", of: type });
  connection.send(type, fields);
}

/** @param {string} part @param {string} [tab] of the dock */
function place(part, tab = "tab-trace") {
  if (isNarrow()) go(part);
  if (part === "dock") lower.open(tab);
}

/** Something happens to the world, and what follows is told. @param {Record<string, any>} action */
function operate(action) {
  act.world(action);
  if (!isNarrow()) lower.open("tab-account");
}

/** @type {Desk} */
let desk;
const act = commands(store, send, { desk: () => desk, place });
desk = new Desk(store, connection, act.apply);
const lower = dock(store, act);
const upper = see(store, {
  close: () => store.dispatch({ type: "select", id: null }),
  goal: () => connection.send("goal"), opened: (names, more = false) => connection.send("hello", { since: 0, opened: [...new Set([...(more ? (store.state.folded?.opened ?? []) : []), ...names])] }),
  world: operate, lab: () => store.state.lab, object: act.object, clock: act.clock, rules: (node) => { if (isNarrow()) go("dock"); lower.rules(node); },
  slices: (service) => { if (isNarrow()) go("dock"); lower.slices(service); }, variables: (pod) => { if (isNarrow()) go("dock"); lower.variables(pod); },
  traceFrom: (source) => { if (isNarrow()) go("dock"); lower.fill({ source }); },
  traceTo: (id) => {
    if (isNarrow()) go("dock");
    const { [id]: service } = store.state.nodes;
    lower.fill({ target: targets({ [id]: service }, lower.source())[0] ?? "" });
  },
}, boot.workspace);
const terminal = new Terminal(at("panel-terminal"), store, boot.workspace, {
  send: (type, fields) => { if (fields.files) desk.typing.saveNow(); send(type, fields); },
  files: () => desk.files(), select: act.select,
});
at("tab-terminal").addEventListener("click", (event) => { if (event.detail) terminal.focus(); });

const menu = new WorldMenu(at("world-menu"), store, operate);
at("world").addEventListener("click", (event) => menu.toggle(event));
store.on(["account"], (state) => drawLast(at("account-last"), state, { world: (event) => menu.toggle(event), open: () => { go("dock"); lower.open("tab-account"); } }));
if (boot.files) store.dispatch({ type: "draft", files: boot.files });
read(store, act, desk, boot);
const connecting = new ConnectDialog(store, send);
const recorder = document.getElementById("record");
if (recorder) recorder.addEventListener("click", new RecordDialog(recorder, store, boot.workspace, { send, files: () => desk.files() }).open);
const times = timeline(store, boot, { send, files: () => desk.files(), load: (files) => desk.load(files) });

// The bar, Apply, notices
for (const [id, action] of Object.entries({ apply: act.apply, "apply-narrow": act.apply, undo: act.undo, redo: act.redo, wait: act.wait, reset: act.reset, help, share: times.share, connect: () => connecting.open() })) at(id).addEventListener("click", action);
store.on(["outcomes", "warnings", "said"], (state) => {
  const { ok, text } = outcomeWords(state);
  at("outcome").textContent = text;
  at("outcome").dataset.ok = String(ok);
});
store.on(["busy", "ready"], (state) => {
  const waiting = !state.ready || state.busy.includes("apply");
  for (const id of ["apply", "apply-narrow"]) /** @type {HTMLButtonElement} */ (at(id)).disabled = waiting;
});
store.on(["undo", "redo"], (state) => {
  for (const [id, title] of [["undo", state.undo], ["redo", state.redo]]) {
    const button = /** @type {HTMLButtonElement} */ (at(String(id)));
    button.disabled = !title;
    if (id === "undo") button.title = title ? t("Take back: {title}", { title }) : t("Nothing to take back");
    else button.title = title ? t("Do again: {title}", { title }) : t("Nothing to do again");
  }
});
store.on(["connection", "ready"], (state) => {
  const words = { connecting: t("Connecting"), open: state.ready ? "" : t("Loading"), lost: t("Connection lost. What you type is kept; trying again.") };
  at("connection").textContent = words[state.connection];
  at("connection").dataset.state = state.connection;
});
store.on(["sequence"], ({ command }) => {
  if (applied && command?.type === "apply") measure("apply-to-picture", [applied]);
  if (command?.type === "apply") applied = 0;
});
store.on(["command"], (state) => announce(["tick", "terminal"].includes(state.command?.type ?? "tick") ? "" : (state.command?.summary ?? "")));
store.on(["trace"], (state) => announce(state.trace ? `${ending(state.trace).disposition}. ${ending(state.trace).sentence}` : ""));
store.on(["distribution"], ({ distribution }) => announce(distribution ? spreadWords(distribution) : ""));
player(store);
walkBar(store, act);
proposals(store, { preview: (files) => desk.preview(files), open: (path) => desk.editor.open(path, { focus: false }) }, { use: act.useProposal, dismiss: act.dismissProposal }, nonce);
store.on(["trace", "cursor", "outdated"], (state, before) => { if (state.trace || before.trace) desk.light(litPlaces(state)); });
store.on(["notice"], (state) => {
  at("notice").hidden = !state.notice;
  at("notice").dataset.kind = state.notice?.kind ?? "";
  render(state.notice ? html`<span>${state.notice.text}</span>${state.notice.of === "older" && boot.socket ? html`<button type="button" class="small" @click=${act.reset}>${t("Reset")}</button>` : nothing}<button type="button" class="quiet icon" aria-label=${t("Close")} @click=${() => store.dispatch({ type: "notice", notice: null })}>×</button>` : nothing, at("notice"));
});

// Layout, keys, theme
for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("button[data-place]"))) button.addEventListener("click", () => go(button.dataset.place ?? "read"));
go("read");
dividers();
themeSwitch();
holdFocus();
keys({
  apply: act.apply, run: lower.run, view: upper.next, help, world: () => {
    if (isNarrow()) go("see");
    menu.open(isNarrow() ? /** @type {HTMLElement} */ (at("account-last").firstElementChild) : at("world"));
  }, terminal: () => { if (isNarrow()) go("dock"); lower.open("tab-terminal"); terminal.focus(); },
  step: (by) => act.cursor(store.state.cursor + by), play: () => act.play(!store.state.playing),
  part: (index) => { if (isNarrow()) go(PARTS[index]); if (PARTS[index] === "edit") desk.editor.view.focus(); else at(PARTS[index]).focus(); },
  close: () => (store.state.at ? times.now() : store.dispatch({ type: "select", id: null })),
});
if (boot.exam) examClock(at("exam"), boot.exam, () => store.dispatch({ type: "notice", notice: { kind: "info", text: t("The time is over. What you submitted counts; your files and your cluster are kept."), of: "exam" } }));
paper(store);
loadSchema(boot.schema);
addEventListener("beforeunload", () => { if (desk.typing.unsaved) connection.send("save", { files: desk.files() }); });
