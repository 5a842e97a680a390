/** Beside Apply: what became of the documents, in the words of kubectl. Pure. */

/**
 * @param {import("./types.js").State} state
 * @returns {{ok: boolean|null, text: string}}
 */
export function outcomeWords({ outcomes, warnings, said }) {
  const failed = outcomes.filter((outcome) => outcome.verb === "error");
  const done = outcomes.filter((outcome) => outcome.verb !== "error");
  const words = done.length > MANY ? counts(done) : done.map((outcome) => `${outcome.kind.toLowerCase()}/${outcome.name} ${outcome.verb}`);
  if (failed.length) words.push(`${failed.length} of ${outcomes.length} refused`);
  if (warnings.length) words.push(...warnings.map((warning) => `Warning: ${warning}`));
  if (!words.length) return { ok: said ? said.ok : null, text: said?.text ?? "" };
  return { ok: !failed.length, text: words.join(", ") };
}

const MANY = 2;

/** @param {import("./types.js").Outcome[]} done @returns {string[]} */
function counts(done) {
  const verbs = [...new Set(done.map((outcome) => outcome.verb))];
  return verbs.map((verb) => `${done.filter((outcome) => outcome.verb === verb).length} ${verb}`);
}
