/** The search over the labs: by words, difficulty and progress. `/` goes there. */
import { t, tn } from "../i18n.js";
import { singleKeys } from "../keep.js";

/** @param {string} id */
const at = (id) => /** @type {HTMLInputElement} */ (document.getElementById(id));

export function filter() {
  const form = document.getElementById("lab-filter");
  if (!form) return;
  form.hidden = false;
  const labs = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".lab")]);
  const tracks = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".track")]);
  const search = at("lab-search");

  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = { difficulty: at("lab-difficulty").value, state: at("lab-state").value };
    for (const lab of labs) {
      const { words: text = "", difficulty, state } = lab.dataset;
      lab.hidden = !words.every((word) => text.toLowerCase().includes(word)) || Boolean(wanted.difficulty && wanted.difficulty !== difficulty)
        || Boolean(wanted.state && wanted.state !== state);
    }
    for (const track of tracks) track.hidden = !track.querySelector(".lab:not([hidden])");
    const found = labs.filter((lab) => !lab.hidden).length;
    at("lab-none").hidden = found > 0;
    at("lab-count").textContent = found === labs.length ? t("All labs are shown") : tn(found, "{n} lab matches", "{n} labs match");
  };
  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [only, ...others] = labs.filter((lab) => !lab.hidden);
    if (only && !others.length) only.querySelector("a")?.click();
  });
  if (search.value || at("lab-difficulty").value || at("lab-state").value) apply();
  addEventListener("keydown", (event) => {
    const typing = /** @type {HTMLElement} */ (event.target).closest("input, select, textarea");
    if (event.key === "Escape" && typing === search) { search.value = ""; apply(); }
    if (event.key !== "/" || !singleKeys() || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    search.focus();
    search.select();
  });
}
