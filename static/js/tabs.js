/** Tabs as the ARIA Authoring Practices describe them: arrows move and choose, Home and End, one tab stop. */

/**
 * @param {HTMLElement} tablist
 * @param {(tab: HTMLElement) => void} [chosen]
 */
export function tabs(tablist, chosen = () => {}) {
  const all = () => /** @type {HTMLElement[]} */ ([...tablist.querySelectorAll('[role="tab"]')]);
  tablist.addEventListener("click", (event) => {
    const tab = /** @type {HTMLElement|null} */ (/** @type {Element} */ (event.target).closest('[role="tab"]'));
    if (tab) choose(tablist, tab.id, chosen);
  });
  arrows(tablist, all, (tab) => tab.click());
}

/**
 * Arrow keys over a row of tabs.
 * @param {HTMLElement} tablist
 * @param {() => HTMLElement[]} all
 * @param {(tab: HTMLElement) => void} act
 */
export function arrows(tablist, all, act) {
  tablist.addEventListener("keydown", (event) => {
    const list = all();
    const at = list.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const [next, previous] = document.documentElement.dir === "rtl" ? ["ArrowLeft", "ArrowRight"] : ["ArrowRight", "ArrowLeft"];
    /** @type {Record<string, number>} */
    const to = { [next]: at + 1, [previous]: at - 1 + list.length, Home: 0, End: list.length - 1 };
    if (at < 0 || !(event.key in to)) return;
    event.preventDefault();
    const tab = list[to[event.key] % list.length];
    act(tab);
    tab.focus();
  });
}

/**
 * @param {HTMLElement} tablist
 * @param {string} id of the tab
 * @param {(tab: HTMLElement) => void} [chosen]
 */
export function choose(tablist, id, chosen = () => {}) {
  for (const tab of /** @type {NodeListOf<HTMLElement>} */ (tablist.querySelectorAll('[role="tab"]'))) {
    const on = tab.id === id;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    const panel = document.getElementById(tab.getAttribute("aria-controls") ?? "");
    if (panel) panel.hidden = !on;
    if (on) chosen(tab);
  }
}
