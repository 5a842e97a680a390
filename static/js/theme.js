/** The theme switch: system, light, dark. */

import { t } from "./i18n.js";
import { keep } from "./keep.js";

const order = ["system", "light", "dark"];

/** @type {Record<string, string>} */
const NAMES = { system: t("Theme: follow the system"), light: t("Theme: light"), dark: t("Theme: dark") };

/** @returns {string} */
function current() {
  return document.documentElement.dataset.theme ?? "system";
}

/** @param {string} theme */
function choose(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  keep("theme", theme === "system" ? "" : theme);
}

/** Brings every `[data-theme-toggle]` button to life. */
export function themeSwitch() {
  for (const button of document.querySelectorAll("[data-theme-toggle]")) {
    const name = () => button.setAttribute("aria-label", NAMES[current()]);
    button.addEventListener("click", () => {
      choose(order[(order.indexOf(current()) + 1) % order.length]);
      name();
    });
    name();
  }
}
