/** The rules that a node's kube-proxy wrote; those that the last trace hit are marked, and lead to their line of YAML. */
import { html, nothing, render } from "vendor/lit";
import { t, tn } from "../i18n.js";
import { steps } from "../state.js";

/** What was brought into sight: a rule that was asked for, or the trace whose rules are marked. @type {unknown} */
let scrolledFor = null;

/**
 * @param {HTMLElement} place
 * @param {import("../types.js").State} state
 * @param {{node: string, mode: string, service: string, rule: string}} wanted  `rule` is one that was asked for
 * @param {{choose: (wanted: {node?: string, mode?: string, service?: string}) => void, origin: (origin: import("../types.js").Origin) => void}} actions
 */
export function drawRules(place, state, wanted, actions) {
  const nodes = Object.values(state.nodes).filter((node) => node.kind === "node");
  const hit = new Set(steps(state.trace).map(({ step }) => step.rule?.trim()).filter(Boolean));
  const all = state.rules?.lines ?? [];
  const services = [...new Set(all.map((line) => line.service).filter(Boolean))].sort();
  const lines = wanted.service ? all.filter((line) => line.service === wanted.service || hit.has(line.text.trim())) : all;
  const marked = lines.filter((line) => hit.has(line.text.trim())).length;
  render(
    html`<div class="toolbar">
        <label class="field"><span>${t("Node")}</span><select @change=${(/** @type {any} */ event) => actions.choose({ node: event.target.value })}>
          ${nodes.map((node) => html`<option ?selected=${node.label === wanted.node}>${node.label}</option>`)}</select></label>
        <label class="field"><span>${t("Mode")}</span><select @change=${(/** @type {any} */ event) => actions.choose({ mode: event.target.value })}>
          ${["iptables", "nftables"].map((mode) => html`<option ?selected=${mode === wanted.mode}>${mode}</option>`)}</select></label>
        <label class="field"><span>${t("About")}</span><select @change=${(/** @type {any} */ event) => actions.choose({ service: event.target.value })}>
          <option value="">${t("everything")}</option>${services.map((service) => html`<option value=${service} ?selected=${service === wanted.service}>${service?.replace(/^service:/, "")}</option>`)}</select></label>
        <span class="quiet-words">${lines.length ? counted(lines.length, marked) : nothing}</span>
      </div>
      ${lines.length ? html`<div class="rules" role="region" aria-label=${t("Rules")} tabindex="0"><div>${lines.map((line) => row(line, hit, wanted.rule, actions))}</div></div>` : html`<p class="empty">${t("Choose a node to read the rules that its kube-proxy wrote.")}</p>`}`,
    place,
  );
  const sought = place.querySelector('[data-sought="true"]') ?? place.querySelector('[data-hit="true"]');
  const now = wanted.rule || state.trace;
  if (now === scrolledFor || !sought) return;
  sought.scrollIntoView({ block: "center" });
  scrolledFor = now;
}

/** @param {number} lines @param {number} hit */
function counted(lines, hit) {
  const all = tn(lines, "{n} line", "{n} lines");
  return hit ? t("{lines}, {hit} hit by the last trace", { lines: all, hit }) : all;
}

/** @param {any} line @param {Set<string|undefined>} hit @param {string} wanted @param {{origin: (origin: any) => void}} actions */
function row(line, hit, wanted, actions) {
  const struck = hit.has(line.text.trim());
  const sought = Boolean(wanted) && line.text.trim() === wanted;
  const { origin } = line;
  const told = html` <span class="visually-hidden">${t("hit by the last trace")}</span>`;
  return origin
    ? html`<button type="button" class="rule" data-hit=${struck} data-sought=${sought} title=${`${origin.kind} ${origin.name} ${origin.path ?? ""}`} @click=${() => actions.origin(origin)}>${line.text}${struck ? told : nothing}</button>`
    : html`<div class="rule" data-hit=${struck} data-sought=${sought}>${line.text || " "}${struck ? told : nothing}</div>`;
}
