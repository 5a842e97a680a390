/** Beside Apply: what became of the documents, in the words of kubectl. Pure. */
import { t, tn } from "./i18n.js";

/**
 * @param {import("./types.js").State} state
 * @returns {{ok: boolean|null, text: string}}
 */
export function outcomeWords({ outcomes, warnings, said }) {
  const failed = outcomes.filter((outcome) => outcome.verb === "error");
  const done = outcomes.filter((outcome) => outcome.verb !== "error");
  const words = done.length > MANY ? counts(done) : done.map((outcome) => `${outcome.kind.toLowerCase()}/${outcome.name} ${outcome.verb}`);
  if (failed.length) words.push(t("{n} of {all} refused", { n: failed.length, all: outcomes.length }));
  if (warnings.length) words.push(...warnings.map((warning) => `Warning: ${warning}`));
  if (!words.length) return { ok: said ? said.ok : null, text: said?.text ?? "" };
  return { ok: !failed.length, text: words.join(", ") };
}

const MANY = 2;

/** What became of several. @type {Record<string, (n: number) => string>} */
const COUNTED = {
  created: (n) => tn(n, "{n} created", "{n} created"), configured: (n) => tn(n, "{n} configured", "{n} configured"),
  unchanged: (n) => tn(n, "{n} unchanged", "{n} unchanged"), deleted: (n) => tn(n, "{n} deleted", "{n} deleted"),
};

/** @param {import("./types.js").Outcome[]} done @returns {string[]} */
function counts(done) {
  const verbs = [...new Set(done.map((outcome) => outcome.verb))];
  return verbs.map((verb) => COUNTED[verb]?.(done.filter((outcome) => outcome.verb === verb).length) ?? verb);
}
