/** The dock: trace, objects, rules, DNS, events. Only the panel that is seen is drawn. */
import { Combobox } from "./combobox.js";
import { drawDns } from "./panels/dns.js";
import { drawEvents } from "./panels/events.js";
import { drawAccount } from "./operate/panel.js";
import { drawObjects } from "./panels/objects.js";
import { drawRules } from "./panels/rules.js";
import { sourceOf } from "./objects.js";
import { choose, tabs } from "./tabs.js";
import { drawTrace } from "./trace/panel.js";

/** @param {string} id */
const at = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

/**
 * @param {import("./store.js").Store} store
 * @param {import("./commands.js").Commands} commands
 */
export function dock(store, commands) {
  const form = { source: "", target: "" };
  const boxes = {
    source: new Combobox("source", { choose: (source) => fill({ source }), draw: () => draw() }),
    target: new Combobox("target", { free: true, choose: (target) => fill({ target }), draw: () => draw() }),
  };
  const fill = (/** @type {{source?: string, target?: string}} */ fields) => { Object.assign(form, fields); draw(); };
  const wanted = { node: "", mode: "iptables", service: "", rule: "" };

  const run = (/** @type {string} */ source, /** @type {string} */ target) => {
    if (!target.trim()) return;
    Object.assign(form, { source, target });
    commands.trace(source, target.trim());
  };
  const many = (/** @type {string} */ source, /** @type {string} */ target, /** @type {number} */ count) => {
    if (target.trim()) commands.sendMany(source, target.trim(), count);
  };
  const askRules = () => {
    wanted.node ||= Object.values(store.seen.nodes).find((node) => node.kind === "node")?.label ?? "";
    if (wanted.node) commands.rules(wanted.node, wanted.mode);
  };

  /** One rule among the others of its node. @param {string} node @param {string} rule */
  const showRule = (node, rule) => {
    Object.assign(wanted, { node, rule: rule.trim(), mode: /^-A /.test(rule.trim()) ? "iptables" : "nftables", service: "" });
    open("tab-rules");
  };

  /** @type {Record<string, (state: import("./types.js").State) => void>} */
  const panels = {
    "panel-trace": (state) => drawTrace(at("panel-trace"), state, form, boxes, {
      ...commands, run, many, go: commands.cursor, fits: (fix) => commands.fits(fix), fill, shows: (place) => place in state.nodes, rule: showRule,
    }),
    "panel-account": (state) => drawAccount(at("panel-account"), state, commands),
    "panel-objects": (state) => drawObjects(at("panel-objects"), state, { object: commands.object, remove: commands.remove }),
    "panel-rules": (state) => drawRules(at("panel-rules"), state, wanted, {
      choose: (change) => { Object.assign(wanted, change); askRules(); draw(); }, origin: commands.origin,
    }),
    "panel-dns": (state) => drawDns(at("panel-dns"), state, { source: form.source, ask: (name, type) => run(form.source, `dns:${name}?type=${type}`) }),
    "panel-events": (state) => drawEvents(at("panel-events"), state),
  };
  const draw = () => {
    for (const [id, panel] of Object.entries(panels)) if (!at(id).hidden) panel(store.seen);
  };
  const opened = () => {
    if (!at("panel-rules").hidden) askRules();
    draw();
  };
  tabs(at("dock-tabs"), opened);
  store.on(["sources"], (state) => {
    if (!state.sources.includes(form.source)) form.source = state.sources.find((source) => source === "pod/client") ?? state.sources[0] ?? "";
  });
  store.on(["trace"], (state) => {
    if (state.trace?.evidence) Object.assign(form, { source: sourceOf(state.trace.source), target: state.trace.target });
    const proxy = state.trace?.hops.find((hop) => hop.place.startsWith("proxy:"));
    if (proxy) wanted.node = proxy.place.slice("proxy:".length);
  });
  store.on([], draw);
  store.on(["revision"], () => { if (!at("panel-rules").hidden) askRules(); });
  store.on(["leftovers", "events"], (state) => {
    count("tab-objects", state.leftovers.length);
  });

  /** @param {string} tab */
  const open = (tab) => choose(at("dock-tabs"), tab, opened);
  return {
    open, run: () => run(form.source, form.target),
    /** @param {{source?: string, target?: string}} fields */
    fill: (fields) => { Object.assign(form, fields); open("tab-trace"); boxes.target.focus(); },
    source: () => form.source,
    /** @param {string} node */
    rules: (node) => { wanted.node = node; open("tab-rules"); },
  };
}

/** A number beside a tab's name. @param {string} tab @param {number} number */
function count(tab, number) {
  let badge = at(tab).querySelector(".tab-count");
  if (!number) return badge?.remove();
  if (!badge) {
    badge = document.createElement("span");
    badge.className = "tab-count";
    at(tab).append(" ", badge);
  }
  badge.textContent = String(number);
}
