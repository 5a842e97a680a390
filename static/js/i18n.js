/**
 * The page's words in the reader's language. English is the key: `t("Take back: {title}", { title })`. What the reader's
 * catalogue lacks stays English. Kubernetes' own messages never come here: they are shown as they are.
 *
 * The catalogue stands in the page (`<script type="application/json" id="words">`); English pages have none.
 */

/** @typedef {Record<string, string|string[]>} Catalogue  a list holds the plural forms, in the order of the language's rules */

/** @returns {Catalogue} */
function read() {
  const found = globalThis.document?.getElementById("words")?.textContent;
  return found ? JSON.parse(found) : {};
}

const words = read();

/** The language of the page, for dates, numbers and plurals. */
export const language = globalThis.document?.documentElement.lang || "en";

const plural = new Intl.PluralRules(language);

/** @param {string} text @param {Record<string, unknown>} params */
const filled = (text, params) => text.replace(/\{(\w+)\}/g, (whole, name) => (name in params ? String(params[name]) : whole));

/**
 * @param {string} english with `{name}` where a parameter stands
 * @param {Record<string, unknown>} [params]
 */
export function t(english, params = {}) {
  const found = words[english] ?? english;
  return filled(typeof found === "string" ? found : found[0], params);
}

/**
 * A sentence about a number; `{n}` stands for it: `tn(3, "{n} pod", "{n} pods")`.
 * @param {number} n @param {string} one @param {string} many @param {Record<string, unknown>} [params]
 */
export function tn(n, one, many, params = {}) {
  const found = words[one];
  const forms = Array.isArray(found) ? found : [one, many];
  const index = plural.resolvedOptions().pluralCategories.length > 1 && plural.select(n) === "one" ? 0 : forms.length - 1;
  return filled(forms[index], { ...params, n });
}

/** British rules: no comma before "and". */
const locale = language === "en" ? "en-GB" : language;
const all = new Intl.ListFormat(locale);
const any = new Intl.ListFormat(locale, { type: "disjunction" });

/** "a, b and c" @param {string[]} names */
export const list = (names) => all.format(names);

/**
 * "a, b or c", in parts: what stands for each name, and the words between them.
 * @template T
 * @param {string[]} names @param {(name: string) => T} draw
 */
export const either = (names, draw) => any.formatToParts(names).map((part) => (part.type === "element" ? draw(part.value) : part.value));
