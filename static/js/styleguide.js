/** The style guide (debug only): the page's own parts, drawn from fixtures, in every state, light beside dark. */
import { html, render } from "vendor/lit";
import { drawProblems } from "./editor/problems.js";
import { mark } from "./marks.js";
import { drawEvents } from "./panels/events.js";
import { drawInspector } from "./panels/inspector.js";
import { drawObjects } from "./panels/objects.js";
import { drawRules } from "./panels/rules.js";
import { Picture } from "./picture/picture.js";
import { WORDS } from "./picture/scene.js";
import { initial, reduce } from "./state.js";
import { drawSteps } from "./steps/panel.js";
import { draw as drawTerminal } from "./terminal/draw.js";
import { themeSwitch } from "./theme.js";
import { shown } from "./trace/shown.js";
import { side } from "./trace/side.js";
import { list } from "./trace/steps.js";

themeSwitch();
const fixtures = JSON.parse(document.getElementById("fixtures")?.textContent ?? "{}");

/** Nothing is done here. @type {any} */
const idle = new Proxy({}, { get: () => () => "" });

/** @param {any[]} messages */
const after = (...messages) => messages.reduce(reduce, initial());
const empty = initial();
const sandbox = after(fixtures.snapshot, fixtures.delta);
const lab = after(fixtures.snapshot, { ...fixtures.snapshot, ...fixtures.lab });
const judged = reduce(lab, fixtures.verdict);

/** Each pod of the fixture in another state. */
function everyState() {
  const states = Object.keys(WORDS);
  let number = 0;
  const nodes = Object.entries(sandbox.nodes).map(([id, node]) => [id, node.kind === "pod" ? { ...node, state: states[number++ % states.length] } : node]);
  return Object.fromEntries(nodes);
}

/** @param {HTMLElement} place @param {Record<string, any>} nodes @param {any} [trace] @param {number} [cursor] */
function picture(place, nodes, trace = null, cursor = 0) {
  place.classList.add("picture");
  const drawn = new Picture(place, { still: true });
  drawn.label(true);
  drawn.show(nodes, sandbox.edges);
  if (trace) drawn.trace(shown({ ...sandbox, trace, cursor }));
}

/** @param {string} name */
const traced = (name) => reduce(sandbox, { ...fixtures[name], type: "trace" });

/** @type {[string, (place: HTMLElement) => void][]} */
const PARTS = [
  ["Type", (place) => render(html`<p class="step-title">Large: a title of a step</p><p>Text, <code>code</code>, <kbd>Ctrl Enter</kbd>, <a href="#guide">a link</a></p><p class="quiet-words">Quiet words</p>`, place)],
  ["Buttons", (place) => render(html`<p class="guide-row"><button class="primary">Primary</button><button>Plain</button><button class="quiet">Quiet</button><button class="quiet" aria-pressed="true">Pressed</button>
    <button class="danger">Danger</button><button class="small">Small</button><button class="link">Link</button><button disabled>Disabled</button><button class="primary" disabled>Disabled</button></p>`, place)],
  ["Fields", (place) => render(html`<p class="guide-row"><label class="field"><span>From</span><input value="pod/client"></label><label class="field"><span>Node</span><select><option>node-1</option></select></label></p>`, place)],
  ["Tabs", (place) => render(html`<div class="tabs" role="tablist"><button role="tab" aria-selected="true">Chosen</button><button role="tab" aria-selected="false">Other</button></div>`, place)],
  ["Marks of states", (place) => render(html`<p class="guide-row">${Object.entries(WORDS).map(([state, word]) => html`<span class=${`badge mark-${state}`}>${mark(state)}${word}</span>`)}</p>`, place)],
  ["Picture: every state of a pod", (place) => picture(place, everyState())],
  ["Picture: nothing yet", (place) => picture(place, {})],
  ...["trace-delivered", "trace-rejected", "trace-refused", "trace-no-such-name"].filter((name) => fixtures[name]).flatMap((name) => /** @type {[string, (place: HTMLElement) => void][]} */ ([
    [`Picture: ${name}, at its end`, (place) => picture(place, sandbox.nodes, fixtures[name], 99)],
    [`Steps: ${name}`, (place) => { place.classList.add("trace-steps-place"); render(list(fixtures[name], 2, idle), place); }],
    [`Result: ${name}`, (place) => render(side(traced(name), idle), place)],
  ])),
  ["A chosen pod", (place) => { const card = place.appendChild(document.createElement("aside")); card.className = "inspector"; drawInspector(card, Object.values(sandbox.nodes).find((node) => node.kind === "pod"), sandbox.nodes, { ...idle, lab: () => null, world: idle.world, object: idle.object, close: idle.close, traceFrom: idle.traceFrom, traceTo: idle.traceTo, rules: idle.rules }); }],
  ["A step, its checks and hints", (place) => { place.classList.add("steps"); drawSteps(place, lab, "", idle); }],
  ["A verdict", (place) => { place.classList.add("steps"); drawSteps(place, judged, fixtures.verdict.step, idle); }],
  ["Problems", (place) => drawProblems(place, fixtures.markers.markers, { goTo: idle.goTo, fix: idle.fix, several: true })],
  ["Terminal", (place) => drawTerminal(place, { entries: [
    { id: 1, kind: "line", text: "kubectl get pods", prompt: "$ " }, { id: 2, kind: "out", text: "NAME     READY   STATUS\nclient   1/1     Running" },
    { id: 3, kind: "line", text: "kubectl get dragons", prompt: "$ " }, { id: 4, kind: "err", text: 'error: the server doesn\'t have a resource type "dragons"' }, { id: 5, kind: "note", text: "exit status 1" },
  ], prompt: "$ ", text: "kubectl ", choices: ["apply", "get"], busy: false }, idle)],
  ["Terminal, empty", (place) => drawTerminal(place, { entries: [], prompt: "$ ", text: "", choices: [], busy: false }, idle)],
  ["Objects", (place) => drawObjects(place, sandbox, { managed: false, authors: true }, idle)],
  ["Events", (place) => drawEvents(place, sandbox, { filter: "", warnings: false }, idle)],
  ["Events, none", (place) => drawEvents(place, empty, { filter: "", warnings: false }, idle)],
  ["Rules, none", (place) => drawRules(place, empty, { node: "", mode: "iptables", service: "", rule: "", changed: false }, idle)],
  ["A notice, an outcome, a dialog", (place) => render(html`<p class="notice" data-kind="error"><span>Something was refused, and this is why.</span></p>
    <p><span class="outcome" data-ok="true">Service/web created</span> <span class="outcome" data-ok="false">Service/web: 1 error</span></p>
    <dialog class="dialog" open><h2>Remove service.yaml?</h2><p>The file leaves the editor.</p><p class="guide-row"><button class="danger">Remove</button><button>Cancel</button></p></dialog>`, place)],
];

for (const [title, draw] of PARTS) {
  const section = document.createElement("section");
  section.append(Object.assign(document.createElement("h2"), { textContent: title }));
  document.getElementById("guide")?.append(section);
  for (const theme of ["light", "dark"]) {
    const frame = Object.assign(document.createElement("div"), { className: `guide-side ${theme}` });
    section.append(frame);
    draw(frame.appendChild(document.createElement("div")));
  }
}
