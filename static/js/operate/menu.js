/** The World menu: what is to happen, and to what. Opened beside the picture, by button or Alt W. */
import { html, render } from "vendor/lit";
import { t } from "../i18n.js";
import { close, openAt } from "../popup.js";
import { deedButtons } from "./buttons.js";
import { subjects } from "./deeds.js";

/** Milliseconds from the press of a button to its click, at most. */
const PRESS = 400;

export class WorldMenu {
  #chosen = "";

  /** What it was opened from. @type {HTMLElement|null} */
  #anchor = null;
  #closed = 0;

  /**
   * @param {HTMLElement} card with a `popover` attribute
   * @param {import("../store.js").Store} store
   * @param {(action: Record<string, any>) => void} act
   */
  constructor(card, store, act) {
    this.card = card;
    this.store = store;
    this.act = act;
    card.addEventListener("toggle", (event) => {
      const open = /** @type {ToggleEvent} */ (event).newState === "open";
      if (!open) this.#closed = event.timeStamp;
      this.#anchor?.setAttribute("aria-expanded", String(open));
    });
    store.on(["nodes", "rows", "lab"], () => { if (card.matches(":popover-open")) this.draw(); });
  }

  /** By its button, which also closes it: the press itself has done so by the time of the click. @param {Event} event */
  toggle(event) {
    if (event.timeStamp - this.#closed > PRESS) this.open(/** @type {HTMLElement} */ (event.currentTarget));
  }

  /** @param {HTMLElement} anchor */
  open(anchor) {
    this.#anchor = anchor;
    const { selected } = this.store.state;
    if (selected && subjects(this.store.state).some((group) => group.subjects.some((each) => each.id === selected))) this.#chosen = selected;
    if (selected) this.store.dispatch({ type: "select", id: null }); // two cards would stand over the picture
    this.draw();
    openAt(this.card, anchor);
    this.card.querySelector("select")?.focus();
  }

  draw() {
    const groups = subjects(this.store.state);
    const all = groups.flatMap((group) => group.subjects);
    const subject = all.find((each) => each.id === this.#chosen) ?? all[0];
    this.#chosen = subject?.id ?? "";
    render(
      html`<h2 id="world-title">${t("What happens to the world")}</h2>
        <label class="field"><span>${t("To")}</span><select class="input" @change=${(/** @type {any} */ event) => { this.#chosen = event.target.value; this.draw(); }}>
          ${groups.map((group) => html`<optgroup label=${group.label}>${group.subjects.map((each) => html`<option value=${each.id} ?selected=${each.id === this.#chosen}>${each.label}</option>`)}</optgroup>`)}
        </select></label>
        <div class="world-deeds" role="group" aria-label=${subject?.label ?? ""}>${deedButtons(subject?.deeds() ?? [], (action) => { close(this.card); this.act(action); })}</div>
        <p class="quiet-words">${t("What the controllers do about it is told under “What happened”. The terminal has the same: kubectl, and world.")}</p>`,
      this.card,
    );
  }
}
