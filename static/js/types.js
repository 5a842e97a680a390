/**
 * The shapes that travel over the socket, and the page's own state. Types only: nothing here runs.
 *
 * @typedef {{
 *   id: string, kind: string, label: string, parent?: string, namespace?: string, state?: string, address?: string,
 *   [field: string]: any,
 * }} SceneNode  kinds: outside, client, host, loadbalancer, node, proxy, pod, service, slice, dns, record, ingress
 * @typedef {{id: string, kind: string, source: string, target: string, label?: string, weight?: number|string, [field: string]: any}} SceneEdge
 * @typedef {{nodes: SceneNode[], edges: SceneEdge[], revision?: number}} Scene
 * @typedef {{add?: any[], change?: any[], remove?: string[]}} Difference
 *
 * @typedef {{id: string, kind: string, namespace: string, name: string, cells: (string|number)[]}} Row
 * @typedef {{columns: string[], rows: Row[]}} Table  as `kubectl get` prints them
 * @typedef {{id: string, time: number, type: string, reason: string, object: string, namespace: string, message: string, count: number}} ClusterEvent
 * @typedef {{world: number, sequence: number, revision: number, time: number, type: string, title?: string, code?: string, params?: Record<string, any>}} Stop  `type` is a command's, empty where something came of one
 * @typedef {{world: number, sequence: number, revision: number, time: number, nodes: Record<string, SceneNode>, edges: Record<string, SceneEdge>,
 *   rows: Record<string, Row>, columns: Record<string, string[]>, events: ClusterEvent[], applied: File[], changed: string[]}} Past
 * @typedef {{id: number, time: number, command: string|null, text: string, object: ObjectKey|null}} AccountLine  a command, or what a controller did about it
 * @typedef {{name: string, world: number, sequence: number, revision: number, time: number}} Checkpoint
 * @typedef {{path: string, text: string, locked?: string[]}} File
 * @typedef {{kind: string, namespace: string, name: string}} ObjectKey
 *
 * @typedef {{line: number, column: number, end_line: number, end_column: number, text: string}} Edit  lines and columns from 1
 * @typedef {{title: string, edits: Edit[], file?: string, files?: Record<string, Edit[]>, again?: Record<string, Edit[]>}} Fix  `again`: the files are applied as they are; after these edits they would say what the cluster has
 * @typedef {{
 *   file: string, line: number, column: number, end_line?: number, end_column?: number,
 *   severity: "error"|"warning"|"info", message: string, advice?: string, fix?: Fix|null, source?: string,
 * }} Marker
 * @typedef {{line: number, column: number, end_line: number, end_column: number, why: "default"|"ignored"|"empty", value: string}} IdleField
 * @typedef {{level: number, pods: number, shapes: number, opened: string[]}} Folded  how pods stand in groups (docs/protocol.md)
 * @typedef {{revision: number, time: number, nodes: Difference, edges: Difference}} Frame
 * @typedef {{from: {nodes: Record<string, SceneNode>, edges: Record<string, SceneEdge>}, list: Frame[], to: number}} Frames  what the last delta went through
 * @typedef {{nodes: Record<string, SceneNode>, edges: Record<string, SceneEdge>, summary: string}} Earlier  the scene before the last command, and what that was
 * @typedef {{how: "full"|"shape"|"hidden", world: number, scene: {nodes: Record<string, SceneNode>, edges: Record<string, SceneEdge>}|null}} Goal
 * @typedef {{nodes: Required<Difference>, edges: Required<Difference>}} Preview  what leads from the scene shown to that after Apply
 * @typedef {{
 *   file: string, document?: number, kind: string, name: string, namespace: string,
 *   verb: string, message?: string, line?: number, column?: number,
 * }} Outcome
 *
 * @typedef {{kind: string, namespace: string, name: string, path: string, file?: string, line?: number, differs?: {path: string, says: string|null, has: string|null}|null}} Origin  `differs`: the file says what the cluster does not have any more
 * @typedef {{code: string, sentence: string, stop?: string, params?: Record<string, any>, rule?: string, origins?: Origin[], fidelity?: {id: string, status: string, behaviour: string}}} Step
 * @typedef {{place: string, steps: Step[]}} Hop
 * @typedef {{probability: string, percent: number, disposition: string, backend: string, end?: string, backend_port?: number,
 *   source_seen?: string, taken: boolean, sentence?: string, hops: Hop[]}} Branch
 * @typedef {{code: string, title: string, why: string, look: string, fix: string, doc?: string, origins?: Origin[]}} Diagnosis
 * @typedef {{
 *   id?: string, source: string, target: string, disposition: string, sentence: string, lookup?: any,
 *   hops: Hop[], branches: Branch[], diagnosis?: Diagnosis|null, what_if?: Fix[], status?: number, body?: string,
 *   evidence?: boolean, after?: string[], supposed?: boolean, walked?: number, outdated?: boolean,
 * }} Trace  `evidence` if it was not asked in the trace panel, `after` which trouble; `walked`: the branch that is shown; `outdated`: kept from before a change
 *
 * @typedef {{id: string, title: string, points: number, required: boolean, after?: string[], object?: ObjectKey|null}} Check  `after`: the trouble that comes first; `object`: what is looked at, where nothing is asked
 * @typedef {Check & {passed: boolean, earned: number, message: string, diagnosis: Diagnosis|null, evidence: Trace|null, area: string|null, what_if?: Fix[]}} CheckResult
 * @typedef {{step: string, kind: "check"|"submit", verdict: "rejected"|"graded"|"fault", passed: boolean, score: number,
 *   points: number, message: string, checks: CheckResult[], hidden: {count: number, points: number, earned: number}, markers: Marker[],
 *   revision: number|null, stale?: boolean}} Verdict  `revision` is that of the cluster it is about, null if that was only tried
 * @typedef {{index: number, cost: number, after_attempts: number, solution: boolean}} Hint
 * @typedef {{index: number, html: string, text: string, cost: number, solution: {files: File[]}|null}} GivenHint
 * @typedef {{name: string, label: string, options?: {value: string, label: string}[], multiple?: boolean}} Question
 * @typedef {{correct: boolean, answers: Record<string, {correct: boolean, expected: string|string[], given?: string|string[]|null}>, earned: number, message: string, trace: Trace|null}} Prediction
 * @typedef {{
 *   id: string, title: string, html: string, needs: string[], checks: Check[], hidden: number, hints: Hint[],
 *   predict: {question: string, points: number, questions: Question[]}|null, points: number,
 * }} LabStep
 * @typedef {{id: string, track: string, slug: string, title: string, summary: string, kind?: string, kinds?: string[], goal?: "full"|"shape"|"hidden", steps: LabStep[], points: number}} Lab
 * @typedef {{open: boolean, done: boolean, attempts: number, passed: boolean, score: number, points: number, hints: GivenHint[], predicted: number|null,
 *   standing?: Record<string, boolean>}} StepProgress  `standing`: whether checks that are made by themselves pass now
 * @typedef {{label: string, own: string, model: string, same: boolean, difference: string|null}} DebriefCell
 * @typedef {{html: string, revision: number, solution: string, solutions: string[], texts: {path: string, lines: {of: "same"|"own"|"model", text: string}[]}[],
 *   rows: {id: string, title: string, probe: string, after: string[], cells: DebriefCell[], same: boolean, why: string}[]}} Debrief
 * @typedef {{score: number, steps: Record<string, StepProgress>}} Progress
 *
 * @typedef {{
 *   connection: "connecting"|"open"|"lost", ready: boolean, stale: boolean, sequence: number, revision: number, world: number, time: number, running: boolean,
 *   nodes: Record<string, SceneNode>, edges: Record<string, SceneEdge>, rows: Record<string, Row>, columns: Record<string, string[]>,
 *   events: ClusterEvent[], account: AccountLine[], files: File[], applied: File[], lab: Lab|null, progress: Progress|null, leftovers: ObjectKey[],
 *   sources: string[], markers: Marker[], outcomes: Outcome[], warnings: string[],
 *   verdicts: Record<string, Verdict>, predictions: Record<string, Prediction>, debrief: Debrief|null,
 *   selected: string|null, changed: string[], command: {type: string, summary: string}|null, undo: string|null, redo: string|null,
 *   said: {ok: boolean|null, text: string}|null, notice: {kind: "error"|"info", text: string, of?: string}|null, busy: string[],
 *   rules: import("./panels/rule-lines.js").Rules|null, endpoints: import("./panels/slices.js").Endpoints|null,
 *   environment: import("./panels/variables.js").Environment|null, names: import("./panels/dns.js").Names|null,
 *   object: {kind: string, namespace: string, name: string, yaml: string, managed: boolean, lines: {by: string, file: string|null, line: number|null}[]}|null,
 *   preview: Preview|null, previewed: string, idle: Record<string, IdleField[]>,
 *   view: "now"|"goal"|"changes", folded: Folded|null, frames: Frames|null, before: Earlier|null, goal: Goal|null,
 *   stops: Stop[], stopsKnown: boolean, checkpoints: Checkpoint[], older: string, at: Stop|null, past: Past|null, links: import("./time/share.js").Links|null, connections: import("./connect.js").Connections|null, recording: import("./record.js").Recording|null,
 * } & import("./trace/reduce.js").Why} State
 */
export {};
