/** The dock: trace, terminal, and the panels that say why. Only the panel that is seen is drawn, and asks. */
import { go, isNarrow } from "./columns.js";
import { Combobox } from "./combobox.js";
import { sourceOf } from "./objects.js";
import { views } from "./panels/views.js";
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
  const fill = (/** @type {{source?: string, target?: string}} */ fields) => { Object.assign(form, fields); draw(); };
  const boxes = {
    source: new Combobox("source", { choose: (source) => fill({ source }), draw: () => draw() }),
    target: new Combobox("target", { free: true, choose: (target) => fill({ target }), draw: () => draw() }),
  };
  const run = (/** @type {string} */ source, /** @type {string} */ target) => {
    if (!target.trim()) return;
    Object.assign(form, { source, target });
    commands.trace(source, target.trim());
  };
  const many = (/** @type {string} */ source, /** @type {string} */ target, /** @type {number} */ count) => {
    if (target.trim()) commands.sendMany(source, target.trim(), count);
  };
  const { panels: others, rules, slices, variables } = views(() => store.seen, commands, {
    form, draw: () => draw(), ask: (name, type) => { if (name.trim()) commands.trace(form.source, `dns:${name.trim()}?type=${type}`); },
  });

  /** One rule among the others of its node. @param {string} node @param {string} rule */
  const showRule = (node, rule) => {
    Object.assign(rules, { node, rule: rule.trim(), mode: /^-A /.test(rule.trim()) ? "iptables" : "nftables", service: "", changed: false });
    open("tab-rules");
  };

  /** @type {Record<string, import("./panels/views.js").View>} */
  const panels = {
    "panel-trace": {
      draw: (place, state) => drawTrace(place, state, form, boxes, {
        ...commands, run, many, go: commands.cursor, fits: (fix) => commands.fits(fix), fill, shows: (id) => id in state.nodes, rule: showRule,
      }),
    },
    ...others,
  };
  const shown = () => Object.entries(panels).filter(([id]) => !at(id).hidden);
  const draw = () => { for (const [id, panel] of shown()) panel.draw(at(id), store.seen); };
  const ask = () => { if (store.seen.ready) for (const [, panel] of shown()) panel.ask?.(store.seen); };
  const opened = () => { ask(); draw(); };
  tabs(at("dock-tabs"), opened);
  store.on(["sources"], (state) => {
    if (!state.sources.includes(form.source)) form.source = state.sources.find((source) => source === "pod/client") ?? state.sources[0] ?? "";
  });
  store.on(["trace"], (state, before) => {
    if (state.trace?.id !== before.trace?.id) rules.rule = "";
    if (state.trace?.evidence) Object.assign(form, { source: sourceOf(state.trace.source), target: state.trace.target });
    const proxy = state.trace?.hops.find((hop) => hop.place.startsWith("proxy:"));
    if (proxy && !rules.rule) rules.node = proxy.place.slice("proxy:".length);
  });
  store.on([], draw);
  store.on(["revision"], ask);
  store.on(["leftovers", "events"], (state) => {
    count("tab-objects", state.leftovers.length);
  });

  /** @param {string} tab */
  const open = (tab) => choose(at("dock-tabs"), tab, opened);
  return {
    open,
    /** What stands in the form; where nothing does, it is to be filled. */
    run: () => {
      if (form.target.trim()) return run(form.source, form.target);
      if (isNarrow()) go("dock");
      open("tab-trace");
      return boxes.target.focus();
    },
    /** @param {{source?: string, target?: string}} fields */
    fill: (fields) => { Object.assign(form, fields); open("tab-trace"); boxes.target.focus(); },
    source: () => form.source,
    /** A question was answered: it is shown where it was asked. @param {any} message */
    answered: (message) => { if (at("panel-dns").hidden || !String(message.target).startsWith("dns:")) open("tab-trace"); },
    /** @param {string} node */
    rules: (node) => { Object.assign(rules, { node, rule: "" }); open("tab-rules"); },
    /** @param {string} service its id */
    slices: (service) => { slices.service = service; open("tab-slices"); },
    /** @param {string} pod its id */
    variables: (pod) => { Object.assign(variables, { pod, container: "" }); open("tab-variables"); },
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
