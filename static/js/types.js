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
 * @typedef {{kind: string, columns: string[], rows: Row[]}} Table
 * @typedef {{id?: string, time: number, type: string, reason: string, object: string, message: string, count?: number}} ClusterEvent
 * @typedef {{path: string, text: string, locked?: string[]}} File
 * @typedef {{kind: string, namespace: string, name: string}} ObjectKey
 *
 * @typedef {{line: number, column: number, end_line: number, end_column: number, text: string}} Edit  lines and columns from 1
 * @typedef {{title: string, edits: Edit[], file?: string}} Fix
 * @typedef {{
 *   file: string, line: number, column: number, end_line?: number, end_column?: number,
 *   severity: "error"|"warning"|"info", message: string, advice?: string, fix?: Fix|null, source?: string,
 * }} Marker
 * @typedef {{
 *   file: string, document?: number, kind: string, name: string, namespace: string,
 *   verb: string, message?: string, line?: number, column?: number,
 * }} Outcome
 *
 * @typedef {{kind: string, namespace: string, name: string, path: string, file?: string, line?: number}} Origin
 * @typedef {{code: string, sentence: string, rule?: string, origins?: Origin[], fidelity?: string}} Step
 * @typedef {{place: string, steps: Step[]}} Hop
 * @typedef {{probability: string, percent: number, disposition: string, backend: string, taken: boolean, hops: Hop[]}} Branch
 * @typedef {{code: string, title: string, why: string, look: string, fix: string, doc?: string, origins?: Origin[]}} Diagnosis
 * @typedef {{
 *   id?: string, source: string, target: string, disposition: string, sentence: string, lookup?: any,
 *   hops: Hop[], branches: Branch[], diagnosis?: Diagnosis|null, what_if?: Fix[], status?: number, body?: string,
 * }} Trace
 *
 * @typedef {{id: string, title: string, passed: boolean, points: number, earned: number, message?: string,
 *   diagnosis?: Diagnosis|null, evidence?: Trace|null, area?: string, hidden?: boolean}} CheckResult
 * @typedef {{id?: string, step?: string, kind: "check"|"submit", verdict: "rejected"|"graded"|"fault", score?: number,
 *   points?: number, checks: CheckResult[], message?: string}} Verdict
 * @typedef {{index: number, cost: number, taken?: boolean, text?: string, html?: string, available?: boolean}} Hint
 * @typedef {{name: string, label: string, options?: {value: string, label: string}[], multiple?: boolean}} Question
 * @typedef {{
 *   id: string, title: string, html: string, checks: {id: string, title: string, points: number}[], hints: Hint[],
 *   predict?: {questions: Question[], points?: number}|null, open?: boolean, done?: boolean,
 * }} LabStep
 * @typedef {{id: string, track: string, title: string, summary?: string, steps: LabStep[], debrief?: string, points?: number}} Lab
 *
 * @typedef {{
 *   connection: "connecting"|"open"|"lost", ready: boolean, stale: boolean, sequence: number, revision: number, time: number,
 *   nodes: Record<string, SceneNode>, edges: Record<string, SceneEdge>, rows: Record<string, Row>, columns: Record<string, string[]>,
 *   events: ClusterEvent[], files: File[], applied: File[], lab: Lab|null, progress: any, leftovers: ObjectKey[],
 *   sources: string[], markers: Marker[], outcomes: Outcome[], warnings: string[], trace: Trace|null, cursor: number,
 *   verdicts: Record<string, Verdict>, predictions: Record<string, any>, hints: Record<string, any>,
 *   selected: string|null, changed: string[], notice: {kind: "error"|"info", text: string}|null, busy: string[],
 *   rules: {node: string, mode: string, lines: {text: string, origin?: Origin|null, chain?: string}[]}|null,
 *   object: {kind: string, namespace: string, name: string, yaml: string}|null,
 * }} State
 */
export {};
