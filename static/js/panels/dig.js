/** An answer with all its sections, as dig prints them. Pure. */

/**
 * @param {{name: string, type: string, rcode: string, authoritative: boolean, answers: string[], authority: string[], additional: string[]}} told
 * @returns {string}
 */
export function dig({ name, type, rcode, authoritative, answers, authority, additional }) {
  const sections = /** @type {[string, string[]][]} */ ([["QUESTION", [`;${name} IN ${type}`]], ["ANSWER", answers], ["AUTHORITY", authority], ["ADDITIONAL", additional]]);
  return [
    `;; status: ${rcode}; flags: qr${authoritative ? " aa" : ""} rd; QUERY: 1, ANSWER: ${answers.length}, AUTHORITY: ${authority.length}, ADDITIONAL: ${additional.length}`,
    ...sections.filter(([, lines]) => lines.length).map(([title, lines]) => `\n;; ${title} SECTION:\n${lines.join("\n")}`),
  ].join("\n");
}
