/**
 * An input with a list to choose from, as the ARIA Authoring Practices describe it (an editable combobox with a list).
 * A `free` one takes whatever is typed; the other only what is in its list.
 */
import { html, live, nothing, ref, repeat } from "vendor/lit";
import { fitting } from "./choices.js";
import { tn } from "./i18n.js";
import { close, openAt } from "./popup.js";

/** @typedef {import("./choices.js").Choice} Choice */

export class Combobox {
  /** What was typed since the list was opened. @type {string|null} */
  #typed = null;
  #open = false;
  #active = -1;
  /** @type {HTMLInputElement|null} */
  #input = null;
  /** @type {HTMLElement|null} */
  #list = null;

  /** @param {string} name @param {{free?: boolean, choose: (value: string) => void, draw: () => void}} options */
  constructor(name, { free = false, choose, draw }) {
    this.name = name;
    this.free = free;
    this.choose = choose;
    this.draw = draw;
  }

  /** @param {string} value @param {Choice[]} choices @param {{label: string, placeholder?: string, invalid?: string}} words `invalid` is the id of what says so */
  render(value, choices, { label, placeholder = "", invalid = "" }) {
    const id = `choices-${this.name}`;
    const { shown, more } = this.#open ? fitting(choices, this.#typed ?? "") : { shown: [], more: 0 };
    if (this.#active >= shown.length) this.#active = -1;
    return html`<input class="mono" role="combobox" name=${this.name} autocomplete="off" autocapitalize="off" spellcheck="false" placeholder=${placeholder} required
        aria-label=${label} aria-autocomplete="list" aria-expanded=${this.#open && shown.length > 0} aria-controls=${id}
        aria-activedescendant=${this.#active >= 0 ? `${id}-${this.#active}` : nothing} aria-invalid=${invalid ? "true" : "false"} aria-describedby=${invalid || nothing}
        .value=${live(this.#typed ?? value)} ${ref((/** @type {any} */ element) => { this.#input = element ?? null; })}
        @input=${(/** @type {any} */ event) => this.#type(event.target.value, choices)}
        @click=${() => this.#show()} @keydown=${(/** @type {KeyboardEvent} */ event) => this.#key(event, shown)} @blur=${() => this.#hide()}>
      <ul id=${id} class="choices" role="listbox" aria-label=${label} popover="manual" ${ref((/** @type {any} */ element) => { this.#list = element ?? null; this.#place(shown.length > 0); })}
        @pointerdown=${(/** @type {Event} */ event) => event.preventDefault()}>
        ${repeat(shown, (choice) => choice.value, (choice, index) => html`${choice.group && choice.group !== shown[index - 1]?.group ? html`<li class="choice-group" role="presentation">${choice.group}</li>` : nothing}
          <li id=${`${id}-${index}`} class="choice" role="option" aria-selected=${index === this.#active} @click=${() => this.#take(choice.value)}>
            <span class="mono">${choice.label ?? choice.value}</span>${choice.detail ? html`<span class="choice-detail">${choice.detail}</span>` : nothing}</li>`)}
        ${more ? html`<li class="choice-group" role="presentation">${tn(more, "{n} more: type to find it", "{n} more: type to find them")}</li>` : nothing}
      </ul>`;
  }

  focus() {
    this.#input?.focus();
  }

  /** After every drawing: the list stands beside the input while it is open. @param {boolean} any */
  #place(any) {
    queueMicrotask(() => {
      if (!this.#list || !this.#input) return;
      if (this.#open && any) openAt(this.#list, this.#input);
      else close(this.#list);
      this.#list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
    });
  }

  #show() {
    if (this.#open) return;
    this.#open = true;
    this.#active = -1;
    if (!this.free) this.#input?.select();
    this.draw();
  }

  #hide() {
    if (!this.#open && this.#typed === null) return;
    this.#open = false;
    this.#active = -1;
    this.#typed = null;
    this.draw();
  }

  /** @param {string} text @param {Choice[]} choices */
  #type(text, choices) {
    this.#open = true;
    this.#typed = text;
    this.#active = -1;
    if (this.free || choices.some((choice) => choice.value === text.trim())) this.choose(this.free ? text : text.trim());
    this.draw();
  }

  /** @param {string} value */
  #take(value) {
    this.choose(value);
    this.#hide();
    this.draw();
  }

  /** @param {KeyboardEvent} event @param {Choice[]} shown */
  #key(event, shown) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by) {
      event.preventDefault();
      if (!this.#open) this.#show();
      else {
        this.#active = shown.length ? (this.#active + by + (this.#active < 0 && by < 0 ? 1 : 0) + shown.length) % shown.length : -1;
        this.draw();
      }
    } else if (event.key === "Enter" && this.#open) {
      const choice = shown[this.#active] ?? (this.free || this.#typed === null ? undefined : shown[0]);
      if (choice) {
        event.preventDefault();
        this.#take(choice.value);
      } else this.#hide();
    } else if (event.key === "Escape" && this.#open) {
      event.preventDefault();
      event.stopPropagation();
      this.#hide();
    }
  }
}
