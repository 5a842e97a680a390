/** The rules that a node's kube-proxy wrote; those that the last trace hit are marked, and lead to their line of YAML. */
import { html, nothing, render } from "vendor/lit";
import { steps } from "../state.js";

/**
 * @param {HTMLElement} place
 * @param {import("../types.js").State} state
 * @param {{node: string, mode: string}} wanted
 * @param {{choose: (wanted: {node?: string, mode?: string}) => void, origin: (origin: import("../types.js").Origin) => void}} actions
 */
export function drawRules(place, state, wanted, actions) {
  const nodes = Object.values(state.nodes).filter((node) => node.kind === "node");
  const hit = new Set(steps(state.trace).map(({ step }) => step.rule?.trim()).filter(Boolean));
  const lines = state.rules?.lines ?? [];
  const marked = lines.filter((line) => hit.has(line.text.trim())).length;
  render(
    html`<div class="toolbar">
        <label class="field"><span>Node</span><select @change=${(/** @type {any} */ event) => actions.choose({ node: event.target.value })}>
          ${nodes.map((node) => html`<option ?selected=${node.label === wanted.node}>${node.label}</option>`)}</select></label>
        <label class="field"><span>Mode</span><select @change=${(/** @type {any} */ event) => actions.choose({ mode: event.target.value })}>
          ${["iptables", "nftables"].map((mode) => html`<option ?selected=${mode === wanted.mode}>${mode}</option>`)}</select></label>
        <span class="quiet-words">${lines.length ? `${lines.length} lines${marked ? `, ${marked} hit by the last trace` : ""}` : nothing}</span>
      </div>
      <div class="scroll-x"><div class="rules" role="region" aria-label="Rules" tabindex="0">${lines.map((line) => row(line, hit, actions))}</div></div>
      ${lines.length ? nothing : html`<p class="empty">Choose a node to read the rules that its kube-proxy wrote.</p>`}`,
    place,
  );
  place.querySelector('[data-hit="true"]')?.scrollIntoView({ block: "nearest" });
}

/** @param {any} line @param {Set<string|undefined>} hit @param {{origin: (origin: any) => void}} actions */
function row(line, hit, actions) {
  const struck = hit.has(line.text.trim());
  const origin = line.origin ?? line.origins?.[0];
  return origin
    ? html`<button type="button" class="rule" data-hit=${struck} title=${`${origin.kind} ${origin.name} ${origin.path ?? ""}`} @click=${() => actions.origin(origin)}>${line.text}</button>`
    : html`<div class="rule" data-hit=${struck}>${line.text || " "}</div>`;
}
