/** The style guide's parts of asking and looking: a question, its answer, a proposal, the panels that say why. */
import { html, render } from "vendor/lit";
import { Combobox } from "./combobox.js";
import { drawDns } from "./panels/dns.js";
import { drawRules } from "./panels/rules.js";
import { drawSlices } from "./panels/slices.js";
import { drawVariables } from "./panels/variables.js";
import { yamlView } from "./panels/yaml.js";
import { reduce } from "./state.js";
import { chart } from "./trace/chart.js";
import { controls } from "./trace/controls.js";
import { comparison } from "./trace/earlier.js";
import { questionForm } from "./trace/form.js";
import { proposalButtons } from "./trace/proposal.js";
import { ways } from "./trace/side.js";
import { detail } from "./trace/steps.js";

/** @param {string} name */
const box = (name) => new Combobox(name, { free: true, choose: () => {}, draw: () => {} });

const FIX = { title: "Set `spec.ports[0].targetPort` of Service web to `80`, not `8080`", file: "service.yaml", edits: [{ line: 1, column: 1, end_line: 1, end_column: 1, text: "" }] };

/**
 * @param {Record<string, any>} fixtures
 * @param {import("./types.js").State} sandbox
 * @param {any} idle actions that do nothing
 * @returns {[string, (place: HTMLElement) => void][]}
 */
export function whyParts(fixtures, sandbox, idle) {
  const asked = reduce(sandbox, fixtures["trace-delivered"]);
  const read = { ...asked, rules: fixtures.rules, endpoints: fixtures.endpoints, environment: fixtures.environment, names: fixtures.names };
  const rules = { node: "node-1", mode: "iptables", service: "", rule: "", changed: false };
  const refused = { ...sandbox, refused: "a port is missing: tcp://web:PORT" };
  let number = 0;
  const boxes = () => { number += 1; return { source: box(`guide-source-${number}`), target: box(`guide-target-${number}`) }; };
  return [
    ["A question", (place) => render(questionForm(sandbox, { source: "pod/client", target: "http://web:80" }, ["http://web:80"], boxes(), idle), place)],
    ["A question that is none", (place) => render(questionForm(refused, { source: "pod/client", target: "tcp://web" }, [], boxes(), idle), place)],
    ["Playing", (place) => render(html`<p>${controls(asked, idle)}</p><p>${controls({ ...asked, playing: false, cursor: 99 }, idle)}</p>`, place)],
    ["A step that rewrites", (place) => render(detail({ ...asked, cursor: 7 }, idle), place)],
    ["Many requests", (place) => render(chart(fixtures.distribution, idle), place)],
    ["Many requests, remembered", (place) => render(chart({ ...fixtures.distribution, remembered: true }, idle), place)],
    ["Two traces side by side", (place) => render(comparison(fixtures["trace-no-such-name"], fixtures["trace-delivered"], idle), place)],
    ["A way out, and one that fits no more", (place) => render(html`${ways([FIX], { show: () => {} })}${ways([FIX], { show: () => {}, fits: () => false })}<p>${proposalButtons(idle)}</p>`, place)],
    ["Slices", (place) => drawSlices(place, read, "service:default/web", idle)],
    ["Rules, some changed", (place) => drawRules(place, read, rules, idle)],
    ["Names and answers", (place) => drawDns(place, read, "pod/client", { name: "", type: "A", filter: "" }, boxes().source, [], idle)],
    ["Variables", (place) => drawVariables(place, read, { pod: "pod:default/client", container: "", filter: "" }, boxes().source, idle)],
    ["YAML and who wrote it", (place) => render(yamlView(fixtures.object, { managed: false, authors: true, gone: false }, { ...idle, toggle: idle.toggle, close: idle.close, origin: idle.origin, select: null }), place)],
  ];
}
