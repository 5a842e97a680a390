/** The style guide's parts of seeing: the picture with what changes and in groups, a card for each kind, what stands around them. */
import { html, render } from "vendor/lit";
import { drawFileTabs } from "./editor/tabs.js";
import { mark } from "./marks.js";
import { deedButtons } from "./operate/buttons.js";
import { subjects } from "./operate/deeds.js";
import { drawInspector } from "./panels/inspector.js";
import { compare } from "./picture/compare.js";
import { Picture } from "./picture/picture.js";
import { spotlight } from "./picture/spotlight.js";
import { drawChanges, drawNote, drawViews } from "./see/views.js";
import { predict } from "./steps/predict.js";
import { end } from "./trace/earlier.js";
import { diagnosis, ways } from "./trace/side.js";

/** @typedef {import("./types.js").State} State */

/** @param {HTMLElement} place @param {(picture: Picture) => void} show */
function pictured(place, show) {
  place.classList.add("picture");
  const picture = new Picture(place, { still: true });
  picture.label(true);
  show(picture);
}

/** As many pods as are shown in groups. @param {Record<string, any>} nodes */
function grouped(nodes) {
  const pods = Object.values(nodes).filter(({ kind }) => kind === "pod");
  const groups = pods.map((pod, index) => [`group:${index}`, { ...pod, id: `group:${index}`, kind: "group", label: "", owner: pod.owner || "ReplicaSet/web-7d4b9c6f5", count: 67 - index, members: [], state: ["ready", "notready", "pending"][index % 3] }]);
  return { ...Object.fromEntries(Object.entries(nodes).filter(([, { kind }]) => kind !== "pod")), ...Object.fromEntries(groups) };
}

const DIFFERS = { kind: "Service", namespace: "default", name: "web", path: "spec.selector", file: "service.yaml", line: 7, differs: { path: "spec.selector.app", says: "web", has: "wed" } };
const DIAGNOSIS = {
  code: "SVC-SELECTOR-NO-MATCH", title: "The selector of Service default/web matches no pod", why: "It asks for app=wed; a pod must have every pair.",
  look: "spec.selector of the Service", fix: "Write into spec.selector the labels that the pods have.", origins: [DIFFERS],
};
const AGAIN = { title: "Apply `service.yaml` again: it says `spec.selector.app: web`, and the cluster has `wed`", file: "service.yaml", edits: [], files: { "service.yaml": [] }, again: { "service.yaml": [] } };
const ENDS = ["DELIVERED", "REFUSED", "REJECTED", "DROPPED", "TIMEOUT", "NXDOMAIN", "NODATA", "EXTERNAL", "PENDING", "NOT_MODELLED"];

/**
 * @param {State} before the Service is there
 * @param {State} sandbox
 * @param {State} lab
 * @param {any} idle actions that do nothing
 * @returns {[string, (place: HTMLElement) => void][]}
 */
export function seeParts(before, sandbox, lab, idle) {
  const changed = { ...compare(before, sandbox), note: "" };
  const kinds = [...new Set(Object.values(sandbox.nodes).map(({ kind }) => kind))].filter((kind) => kind !== "outside");
  const service = Object.values(sandbox.nodes).find(({ kind, selector }) => kind === "service" && Object.keys(selector ?? {}).length);
  const step = lab.lab?.steps.find((each) => each.predict);
  const came = { correct: false, earned: 0, message: "", trace: null, answers: { disposition: { correct: false, expected: "NXDOMAIN", given: "DELIVERED" } } };
  /** @type {any} */
  const answered = { ...lab, predictions: { [step?.id ?? ""]: came } };
  return [
    ["Picture: what Apply would change", (place) => pictured(place, (picture) => picture.show(changed.nodes, changed.edges, changed))],
    ["Picture: pods in groups", (place) => pictured(place, (picture) => picture.show(grouped(sandbox.nodes), {}))],
    ["Picture: a selector that is pointed at", (place) => pictured(place, (picture) => {
      picture.show(sandbox.nodes, sandbox.edges);
      if (service) picture.light(spotlight(sandbox.nodes, sandbox.edges, service.id, Object.entries(service.selector)[0].join("=")));
    })],
    ["Views, a note, changes", (place) => {
      const [views, note, list] = [document.createElement("div"), document.createElement("p"), document.createElement("div")];
      views.className = "segments";
      note.className = "see-note";
      list.className = "see-changes";
      place.append(views, note, list);
      drawViews(views, { view: "changes", goal: true, count: 3, choose: () => {} });
      drawNote(note, { ...changed, note: "What Apply would change." }, { opened: 1, close: () => {} });
      drawChanges(list, changed, () => {});
    }],
    ...kinds.map((kind) => /** @type {[string, (place: HTMLElement) => void]} */ ([`A card: ${kind}`, (place) => {
      const card = place.appendChild(document.createElement("aside"));
      card.className = "inspector";
      const node = Object.values(sandbox.nodes).findLast((each) => each.kind === kind);
      drawInspector(card, node, sandbox.nodes, { close: idle.close, world: idle.world, object: idle.object, traceFrom: idle.a, traceTo: idle.b, rules: idle.c, slices: idle.d, variables: idle.e, lab: () => null });
    }])),
    ["World: what may happen to what", (place) => render(html`${subjects(sandbox).flatMap((group) => group.subjects.slice(0, 1).map((subject) => html`<p>${group.label}: ${subject.label}</p><div class="world-deeds">${deedButtons(subject.deeds(), () => {})}</div>`))}`, place)],
    ["Files over the editor", (place) => {
      const [tabs, actions] = [document.createElement("div"), document.createElement("div")];
      tabs.className = "tabs file-tabs";
      tabs.setAttribute("role", "tablist");
      place.append(tabs, actions);
      drawFileTabs({ tabs, actions }, [{ path: "service.yaml", changed: false, errors: 0 }, { path: "deployment.yaml", changed: true, errors: 0 }, { path: "ingress.yaml", changed: true, errors: 2 }], "service.yaml",
        { choose: idle.a, add: idle.b, remove: idle.c, mayRemove: true, upload: idle.d, download: idle.e, downloadAll: idle.f, format: idle.g, compare: idle.h, comparing: false });
    }],
    ["A question before, and its answer", (place) => render(step ? html`${predict(step, { ...lab.progress?.steps[step.id], predicted: null, open: true, done: false, attempts: 0, passed: false, score: 0, points: 0, hints: [] }, lab, idle)}
      ${predict(step, { ...lab.progress?.steps[step.id], predicted: 0, open: true, done: false, attempts: 0, passed: false, score: 0, points: 0, hints: [] }, answered, idle)}` : html`-`, place)],
    ["How a request can end", (place) => render(html`<p class="guide-row">${ENDS.map((disposition) => end(/** @type {any} */ ({ disposition, branches: [], sentence: "" })))}</p>`, place)],
    ["A line that the cluster has left behind", (place) => render(diagnosis(DIAGNOSIS, { origin: () => {} }, html`<div class="side-block">${ways([AGAIN], { show: () => {} })}</div>`), place)],
    ["Connection", (place) => render(html`<p class="guide-row"><span class="bar-state" data-state="connecting">Connecting</span> <span class="bar-state" data-state="lost">${mark("warning")} Connection lost. What you type is kept; trying again.</span></p>`, place)],
  ];
}
