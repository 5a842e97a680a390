/** A button with a menu, as the ARIA Authoring Practices describe it: arrows move, Escape and a choice close. */
import { html, nothing } from "vendor/lit";
import { close, openAt } from "./popup.js";

/**
 * @typedef {{label: string, act: () => void, checked?: boolean, keys?: string}} Item  `checked` of a switch, `keys` the shortcut
 * @param {string} id
 * @param {{label: string, sign: unknown}} button
 * @param {Item[]} items
 */
export function menu(id, { label, sign }, items) {
  const popup = () => /** @type {HTMLElement} */ (document.getElementById(id));
  const buttons = () => /** @type {HTMLElement[]} */ ([...popup().querySelectorAll("button")]);
  /** @param {any} event */
  const toggled = (event) => {
    const opener = /** @type {HTMLElement} */ (popup().previousElementSibling);
    opener.setAttribute("aria-expanded", String(event.newState === "open"));
    if (event.newState !== "open") return;
    openAt(popup(), opener);
    buttons()[0].focus();
  };
  /** @param {KeyboardEvent} event */
  const move = (event) => {
    const all = buttons();
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    /** @type {Record<string, number>} */
    const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 };
    if (event.key === "Tab") close(popup());
    if (!(event.key in to)) return;
    event.preventDefault();
    all[to[event.key] % all.length].focus();
  };
  return html`<button type="button" class="quiet icon" popovertarget=${id} aria-haspopup="menu" aria-expanded="false" aria-label=${label} title=${label}>${sign}</button>
    <div id=${id} class="choices menu" popover role="menu" aria-label=${label} @toggle=${toggled} @keydown=${move}>
      ${items.map((item) => html`<button type="button" class="menu-item" role=${item.checked === undefined ? "menuitem" : "menuitemcheckbox"} aria-checked=${item.checked === undefined ? nothing : String(item.checked)} tabindex="-1"
        @click=${() => { close(popup()); item.act(); }}><span>${item.label}</span>${item.keys ? html`<kbd>${item.keys}</kbd>` : nothing}</button>`)}
    </div>`;
}
