/** The panels of the dock but for trace and terminal: what each shows, and what it asks of the server while it is seen. */
import { Combobox } from "../combobox.js";
import { keep, kept } from "../keep.js";
import { askers } from "../trace/asking.js";
import { drawAccount } from "../operate/panel.js";
import { drawDns } from "./dns.js";
import { drawEvents } from "./events.js";
import { drawObjects, isGone } from "./objects.js";
import { drawRules } from "./rules.js";
import { drawSlices } from "./slices.js";
import { drawVariables, podsOf } from "./variables.js";

/**
 * @typedef {import("../types.js").State} State
 * @typedef {{draw: (place: HTMLElement, state: State) => void, ask?: (state: State) => void}} View
 * @param {() => State} seen what is seen now
 * @param {import("../commands.js").Commands} commands
 * @param {{draw: () => void, form: {source: string}, ask: (name: string, type: string) => void}} page
 */
export function views(seen, commands, page) {
  const rules = { node: "", mode: "iptables", service: "", rule: "", changed: false };
  const slices = { service: "" };
  const variables = { pod: "", container: "", filter: "" };
  const names = { name: "", type: "A", filter: "" };
  const events = { filter: "", warnings: false };
  const yaml = { managed: false, authors: kept("authors") !== "off" };
  const links = { origin: commands.origin, object: commands.object, select: commands.select, shows: (/** @type {string} */ place) => place in seen().nodes };

  /** Takes a change of what is wanted; asks again, or only draws. @template {Record<string, any>} T @param {T} wanted @param {((state: State) => void)|null} [ask] */
  const choosing = (wanted, ask = null) => (/** @type {Partial<T>} */ change) => { Object.assign(wanted, change); ask?.(seen()); page.draw(); };

  const askRules = (/** @type {State} */ state) => {
    rules.node ||= Object.values(state.nodes).find((node) => node.kind === "node")?.label ?? "";
    if (rules.node) commands.rules(rules.node, rules.mode, rules.service);
  };
  const askSlices = (/** @type {State} */ state) => {
    const own = Object.values(state.nodes).filter((node) => node.kind === "service").map((node) => node.id).sort();
    const likeliest = own.find((id) => !id.startsWith("service:kube-system/") && id !== "service:default/kubernetes");
    if (!own.includes(slices.service)) slices.service = likeliest ?? own[0] ?? "";
    if (slices.service) commands.endpoints(slices.service);
  };
  const askVariables = (/** @type {State} */ state) => {
    const all = podsOf(state).map(({ namespace, name }) => `pod:${namespace}/${name}`);
    if (!all.includes(variables.pod)) variables.pod = all[0] ?? "";
    if (variables.pod && !state.at) commands.environment(variables.pod, variables.container);
  };
  const askNames = () => { if (page.form.source) commands.names(page.form.source); };
  const askObject = (/** @type {State} */ state) => { if (state.object && !isGone(state)) commands.look(state.object, yaml.managed); };

  const pods = new Combobox("pod", { choose: (pod) => choosing(variables, askVariables)({ pod: `pod:${pod}`, container: "" }), draw: page.draw });
  const whoAsks = new Combobox("asker", { choose: (source) => { page.form.source = source; askNames(); page.draw(); }, draw: page.draw });

  /** @type {Record<string, View>} */
  const panels = {
    "panel-account": { draw: (place, state) => drawAccount(place, state, commands) },
    "panel-objects": {
      ask: askObject,
      draw: (place, state) => drawObjects(place, state, yaml, {
        ...links, remove: commands.remove, close: commands.shut,
        toggle: (change) => { choosing(yaml, askObject)(change); keep("authors", yaml.authors ? "" : "off"); },
      }),
    },
    "panel-slices": { ask: askSlices, draw: (place, state) => drawSlices(place, state, slices.service, { ...links, choose: (service) => choosing(slices, askSlices)({ service }) }) },
    "panel-rules": {
      ask: askRules,
      draw: (place, state) => drawRules(place, state, rules, { ...links, choose: (change) => choosing(rules, "changed" in change ? null : askRules)({ ...change, ...("changed" in change ? {} : { rule: "" }) }) }),
    },
    "panel-dns": {
      ask: askNames,
      draw: (place, state) => drawDns(place, state, page.form.source, names, whoAsks, askers(state.sources, state.nodes), { ...links, ask: page.ask, choose: choosing(names) }),
    },
    "panel-variables": { ask: askVariables, draw: (place, state) => drawVariables(place, state, variables, pods, { ...links, choose: (change) => choosing(variables, "container" in change ? askVariables : null)(change) }) },
    "panel-events": { draw: (place, state) => drawEvents(place, state, events, { ...links, choose: choosing(events) }) },
  };
  return { panels, rules, slices, variables };
}
