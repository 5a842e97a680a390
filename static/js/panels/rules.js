/** The rules that a node's kube-proxy wrote: what the last command changed, what the last trace hit; each leads to its line of YAML. */
import { html, nothing, render } from "vendor/lit";
import { t, tn } from "../i18n.js";
import { steps } from "../state.js";
import { chunks, hits, told } from "./rule-lines.js";

/** What was brought into sight: a rule that was asked for, or the trace whose rules are marked. @type {unknown} */
let scrolledFor = null;
/** What is drawn: a large set of rules is not drawn again for nothing. @type {unknown[]} */
let drawn = [];

/**
 * @typedef {{node: string, mode: string, service: string, rule: string, changed: boolean}} Wanted
 *   `rule` is one that was asked for; `changed`: only what the last command changed
 * @param {HTMLElement} place
 * @param {import("../types.js").State} state
 * @param {Wanted} wanted
 * @param {{choose: (wanted: Partial<Wanted>) => void, origin: (origin: import("../types.js").Origin) => void}} actions
 */
export function drawRules(place, state, wanted, actions) {
  const nodes = Object.values(state.nodes).filter((node) => node.kind === "node").map((node) => node.label);
  const now = [state.rules, state.trace, nodes.join(" "), wanted.node, wanted.mode, wanted.service, wanted.rule, wanted.changed];
  if (place.childElementCount && now.every((value, index) => value === drawn[index])) return;
  drawn = now;
  const { rules } = state;
  const hit = hits(steps(state.trace));
  const lines = told(rules, wanted);
  const marked = lines.filter((line) => hit.has(line.text.trim())).length;
  render(
    html`<div class="toolbar">
        ${select("Node", nodes, wanted.node, (node) => actions.choose({ node }))}
        ${select(t("Mode"), ["iptables", "nftables"], wanted.mode, (mode) => actions.choose({ mode }))}
        <label class="field"><span>${t("About")}</span><select @change=${(/** @type {any} */ event) => actions.choose({ service: event.target.value })}>
          <option value="">${t("everything")}</option>${(rules?.services ?? []).map((service) => html`<option value=${service} ?selected=${service === wanted.service}>${service.replace(/^service:/, "")}</option>`)}</select></label>
        ${rules?.since ? html`<label class="check"><input type="checkbox" .checked=${wanted.changed} @change=${(/** @type {any} */ event) => actions.choose({ changed: event.target.checked })}> ${t("Only what changed")}</label>` : nothing}
        <span class="quiet-words">${rules ? counted(rules, marked) : nothing}</span>
      </div>
      ${lines.length ? html`<div class="rules" role="region" aria-label=${t("Rules")} tabindex="0"><div>${chunks(lines).map((part) => html`<div class="rule-chunk">${part.map((line) => row(line, hit, wanted.rule, actions))}</div>`)}</div></div>`
        : html`<p class="empty">${rules?.lines.length ? t("The last command changed no rule here.") : t("Choose a node to read the rules that its kube-proxy wrote.")}</p>`}`,
    place,
  );
  const sought = place.querySelector('[data-sought="true"]') ?? place.querySelector('[data-hit="true"]') ?? place.querySelector('[data-change="new"]');
  const wish = wanted.rule || state.trace;
  if (wish === scrolledFor || !sought) return;
  sought.scrollIntoView({ block: "center" });
  scrolledFor = wish;
}

/** @param {string} label @param {string[]} values @param {string} chosen @param {(value: string) => void} choose */
const select = (label, values, chosen, choose) => html`<label class="field"><span>${label}</span><select @change=${(/** @type {any} */ event) => choose(event.target.value)}>
  ${values.map((value) => html`<option ?selected=${value === chosen}>${value}</option>`)}</select></label>`;

/** @param {import("./rule-lines.js").Rules} rules @param {number} hit */
function counted({ lines, gone, since, count }, hit) {
  const parts = [count > lines.length ? t("the first {n} of {all} lines; choose a Service to read all of its own", { n: lines.length, all: count }) : tn(count, "{n} line", "{n} lines")];
  if (hit) parts.push(t("{n} hit by the last trace", { n: hit }));
  const fresh = lines.filter((line) => line.new).length;
  if (since && (fresh || gone.length)) parts.push(t("{new} new and {gone} gone since “{command}”", { new: fresh, gone: gone.length, command: since }));
  return parts.join(", ");
}

/** @param {import("./rule-lines.js").Line} line @param {Set<string|undefined>} hit @param {string} wanted @param {{origin: (origin: any) => void}} actions */
function row(line, hit, wanted, actions) {
  const struck = hit.has(line.text.trim());
  const sought = Boolean(wanted) && line.text.trim() === wanted;
  const { origin, change } = line;
  const words = [struck ? t("hit by the last trace") : "", change === "new" ? t("new") : change === "gone" ? t("gone") : ""].filter(Boolean).join(", ");
  const content = html`<span class="rule-mark" aria-hidden="true">${struck ? "●" : ""}${change === "new" ? "+" : change === "gone" ? "−" : ""}</span><span>${line.text || " "}</span>${words ? html`<span class="visually-hidden">(${words})</span>` : nothing}`;
  return origin && change !== "gone"
    ? html`<button type="button" class="rule" data-hit=${struck} data-sought=${sought} data-change=${change} title=${`${origin.kind} ${origin.name} ${origin.path ?? ""}`} @click=${() => actions.origin(origin)}>${content}</button>`
    : html`<div class="rule" data-hit=${struck} data-sought=${sought} data-change=${change}>${content}</div>`;
}
