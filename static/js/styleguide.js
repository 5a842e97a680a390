/** The style guide (debug only): the page's own parts, drawn from fixtures, in every state, light beside dark. */
import { html, render } from "vendor/lit";
import { drawProblems } from "./editor/problems.js";
import { mark } from "./marks.js";
import { drawAccount } from "./operate/panel.js";
import { drawEvents } from "./panels/events.js";
import { drawObjects } from "./panels/objects.js";
import { drawRules } from "./panels/rules.js";
import { Picture } from "./picture/picture.js";
import { WORDS } from "./picture/scene.js";
import { seeParts } from "./guide-see.js";
import { whyParts } from "./guide-why.js";
import { initial, reduce } from "./state.js";
import { debrief } from "./steps/debrief.js";
import { drawSteps } from "./steps/panel.js";
import { draw as drawTerminal } from "./terminal/draw.js";
import { themeSwitch } from "./theme.js";
import { shown } from "./trace/shown.js";
import { drawStrip } from "./time/strip.js";
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

/** @type {import("./types.js").AccountLine[]} */
const ACCOUNT = [
  { id: 1, time: 0, command: "world", text: "Pod web-1 deleted", object: null },
  { id: 2, time: 0, command: null, text: "ReplicaSet web-7d4 saw 2 of 3 replicas and made web-7d4-x2x4z.", object: { kind: "ReplicaSet", namespace: "default", name: "web-7d4" } },
  { id: 3, time: 1, command: null, text: "The kubelet on node-2 started web-7d4-x2x4z (10.244.2.9) and reports ready.", object: null },
  { id: 4, time: 9, command: "apply", text: "Service/web configured", object: null },
];
/** @type {import("./types.js").Debrief} */
const DEBRIEF = {
  html: "<p>A Service is a name, an address and a selector.</p>", revision: 0, solution: "service.yaml", solutions: ["service.yaml", "short.yaml"],
  rows: [
    { id: "a", title: "A request is answered", probe: "pod/client to http://web:80/", after: ["A pod with app=web is deleted", "90s go by"], same: true, why: "",
      cells: [{ label: "ends in", own: "DELIVERED", model: "DELIVERED", same: true, difference: null }, { label: "who answers", own: "3 × web, 1/3 each", model: "3 × web, 1/3 each", same: true, difference: null }] },
    { id: "b", title: "The name leads to one address", probe: "pod/client to dns:web?type=A", after: [], same: false, why: "The Service has no address of its own.",
      cells: [{ label: "leads to", own: "3 × a pod of web", model: "the cluster IP of web", same: false, difference: "The name leads to 3 × a pod of web, in the model to the cluster IP of web." }] },
  ],
  texts: [{ path: "service.yaml", lines: [{ of: "same", text: "spec:" }, { of: "own", text: "  clusterIP: None" }, { of: "model", text: "  type: ClusterIP" }] }],
};

/** @type {import("./types.js").Stop[]} */
const STOPS = [
  { world: 1, sequence: 0, revision: 90, time: 0, type: "start", title: "" }, { world: 1, sequence: 1, revision: 91, time: 9, type: "apply", title: "Service/web created" },
  { world: 1, sequence: 1, revision: 92, time: 9, type: "", code: "endpoints", params: { name: "web-h5vb6", n: 3 } },
  { world: 1, sequence: 2, revision: 99, time: 60, type: "world", title: `Pod ${"a-long-name-".repeat(5)}x deleted` },
];
const NAMED = [{ name: "works", world: 1, sequence: 1, revision: 92, time: 9 }];
/** @type {[string, Partial<import("./types.js").State>][]} */
const STRIPS = [["nothing yet", {}], ["now", { stops: STOPS, checkpoints: NAMED }], ["looking back", { stops: STOPS, checkpoints: NAMED, at: STOPS[3] }]];

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
  ["A step, its checks and hints", (place) => { place.classList.add("steps"); drawSteps(place, lab, "", idle); }],
  ["A verdict", (place) => { place.classList.add("steps"); drawSteps(place, judged, fixtures.verdict.step, idle); }],
  ["Problems", (place) => drawProblems(place, fixtures.markers.markers, { goTo: idle.goTo, fix: idle.fix, several: true })],
  ...STRIPS.map(([title, state]) => /** @type {[string, (place: HTMLElement) => void]} */ ([`Timeline: ${title}`, (place) => {
    place.className = "time";
    drawStrip(place, { ...sandbox, ...state }, { playing: false, choices: [], step: idle.step, go: idle.go, play: idle.play, now: idle.now });
  }])),
  ["Terminal", (place) => drawTerminal(place, { entries: [
    { id: 1, kind: "line", text: "kubectl get pods", prompt: "$ " }, { id: 2, kind: "out", text: "NAME     READY   STATUS\nclient   1/1     Running" },
    { id: 3, kind: "line", text: "kubectl get dragons", prompt: "$ " }, { id: 4, kind: "err", text: 'error: the server doesn\'t have a resource type "dragons"' }, { id: 5, kind: "note", text: "exit status 1" },
  ], prompt: "$ ", text: "kubectl ", choices: ["apply", "get"], busy: false, following: false, search: null }, idle)],
  ["Terminal, a watch", (place) => drawTerminal(place, { entries: [
    { id: 1, kind: "line", text: "kubectl get pods -w", prompt: "$ " }, { id: 2, kind: "out", text: "NAME     READY   STATUS\nclient   1/1     Running" },
  ], prompt: "$ ", text: "", choices: [], busy: true, following: true, search: null }, idle)],
  ["Terminal, a search", (place) => drawTerminal(place, { entries: [], prompt: "$ ", text: "get", choices: [], busy: false, following: false, search: "kubectl get pods -o wide" }, idle)],
  ["What happened", (place) => drawAccount(place, { ...sandbox, account: ACCOUNT }, idle)],
  ["What happened, nothing", (place) => drawAccount(place, empty, idle)],
  ["The debrief", (place) => { place.classList.add("steps"); render(debrief({ ...lab, debrief: DEBRIEF, revision: 1 }, { ...idle, next: { title: "A lab with a long name that needs two lines", url: "#guide" }, debrief: idle.debrief }), place); }],
  ["Terminal, empty", (place) => drawTerminal(place, { entries: [], prompt: "$ ", text: "", choices: [], busy: false, following: false, search: null }, idle)],
  ["Objects", (place) => drawObjects(place, sandbox, { managed: false, authors: true }, idle)],
  ["Events", (place) => drawEvents(place, sandbox, { filter: "", warnings: false }, idle)],
  ["Events, none", (place) => drawEvents(place, empty, { filter: "", warnings: false }, idle)],
  ["Rules, none", (place) => drawRules(place, empty, { node: "", mode: "iptables", service: "", rule: "", changed: false }, idle)],
  ...seeParts(after(fixtures.snapshot), sandbox, lab, idle),
  ...whyParts(fixtures, sandbox, idle),
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
