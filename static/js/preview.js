/** The author's page: asks again and again what has become of the lab, and shows the learner's page anew after each save. */
import { html, nothing, render } from "vendor/lit";
import { t, tn } from "./i18n.js";
import { themeSwitch } from "./theme.js";

/**
 * @typedef {{file: string, line: number, column: number, code: string, message: string, suggestion: string}} Finding
 * @typedef {{version: number, readable: boolean, linting: boolean, findings: Finding[], mutants: {killed: number, survived: number}|null,
 *   title: string, variants: {number: number, params: Record<string, string|number>}[], answers: {name: string, expected: string}[]}} Seen
 */

/** Milliseconds between two looks. */
const EVERY = 1000;

themeSwitch();

const side = /** @type {HTMLElement} */ (document.getElementById("preview"));
const frame = /** @type {HTMLIFrameElement} */ (document.getElementById("learner"));
let variant = 0;
let answer = "";
let version = 0;
/** @type {string} */
let known = "";

/** The learner's page, from its beginning. */
function show() {
  frame.src = `${side.dataset.learner}?${new URLSearchParams({ variant: String(variant), answer })}`;
}

/** @param {Seen} seen */
function draw(seen) {
  const { readable, linting, findings, mutants, variants, answers } = seen;
  render(html`
    <section aria-labelledby="said"><h2 id="said">${t("The linter")}</h2>
      <div role="status">${linting ? html`<p class="quiet-words">${t("Linting ...")}</p>` : findings.length ? html`<p>${tn(findings.length, "{n} finding", "{n} findings")}</p>` : html`<p class="preview-clean">${t("No findings.")}</p>`}
      ${readable ? nothing : html`<p>${t("The lab can't be read; the frame shows it as it was.")}</p>`}
      ${mutants && !findings.length ? html`<p class="quiet-words">${t("{killed} of {all} mutants caught", { killed: mutants.killed, all: mutants.killed + mutants.survived })}</p>` : nothing}</div>
      <ul>${findings.map(({ file, line, column, code, message, suggestion }) => html`<li class="finding"><span class="finding-place">${file}:${line}:${column} ${code}</span>${message}${suggestion ? `. ${t("Did you mean {suggestion}?", { suggestion })}` : ""}</li>`)}</ul>
    </section>
    ${variants.length ? html`<section><label><span>${t("Variant")}</span>
      <select @change=${(/** @type {any} */ event) => { variant = Number(event.target.value); show(); }}>
        ${variants.map(({ number, params }) => html`<option value=${number} ?selected=${number === variant}>${number}: ${Object.entries(params).map(([name, value]) => `${name}=${value}`).join(", ")}</option>`)}</select></label></section>` : nothing}
    <section aria-labelledby="typed"><h2 id="typed">${t("In the editor")}</h2>
      <ul>${[{ name: "", expected: "" }, ...answers].map(({ name, expected }) => html`<li><button type="button" class="link" aria-pressed=${name === answer} @click=${() => { answer = name; show(); draw(seen); }}>${name || t("what the lab begins with")}</button>
        ${expected ? html`<span class="quiet-words">${expected}</span>` : nothing}</li>`)}</ul>
    </section>
    <p><button type="button" @click=${show}>${t("Begin again")}</button></p>`, side);
}

async function look() {
  const response = await fetch(/** @type {string} */ (side.dataset.state)).catch(() => null);
  if (!response?.ok) return;
  const text = await response.text();
  if (text === known) return;
  known = text;
  /** @type {Seen} */
  const seen = JSON.parse(text);
  draw(seen);
  if (seen.version !== version && seen.readable) {
    version = seen.version;
    show();
  }
}

await look();
setInterval(look, EVERY);
