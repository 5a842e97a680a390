/** What a verdict says of points and of causes. Pure. */

/** @typedef {import("../types.js").CheckResult} CheckResult */

/** @param {number} points */
export const counted = (points) => `${points} point${points === 1 ? "" : "s"}`;

/**
 * The verdict's headline and what stands below it. "So far" in the bar counts the best attempt, less what hints cost; where
 * that is not what this attempt earned, it is said.
 * @param {import("../types.js").Verdict} verdict
 * @param {import("../types.js").StepProgress} [made]
 * @returns {{tone: string, title: string, notes: string[]}}
 */
export function verdictWords(verdict, made) {
  const graded = verdict.verdict === "graded";
  const submitted = verdict.kind === "submit";
  const result = graded ? (verdict.passed ? "passed" : "failed") : verdict.verdict;
  const past = Boolean(verdict.stale) && !(submitted && verdict.passed);
  const good = verdict.checks.filter((check) => check.passed).length;
  /** @type {Record<string, string>} */
  const titles = {
    passed: submitted ? `Passed with ${verdict.score} of ${counted(verdict.points)}` : "All public checks pass",
    failed: submitted ? `${verdict.score} of ${counted(verdict.points)}` : `${good} of ${verdict.checks.length} public checks pass`,
    rejected: "The files were refused. This costs nothing.", fault: "A fault on our side. This costs nothing; try again.",
  };
  const cost = (made?.hints ?? []).reduce((sum, hint) => sum + hint.cost, 0);
  const { hidden } = verdict;
  const notes = [
    verdict.message,
    submitted && graded && hidden.count ? `Hidden checks: ${hidden.earned} of ${counted(hidden.points)}.` : "",
    submitted && graded && made && cost ? `Hints cost ${counted(cost)}: ${made.score} of ${made.points} count.` : "",
    submitted && graded && made && !cost && made.score > verdict.score ? `An earlier attempt was better: ${made.score} of ${made.points} count.` : "",
    !submitted && verdict.passed && !verdict.stale ? "Submit to have it counted." : "",
    past ? "The cluster has changed since. Check again." : "",
  ];
  return { tone: past ? "stale" : result, title: titles[result], notes: notes.filter(Boolean) };
}

/** The first check that failed for the same reason. @param {CheckResult[]} found @param {CheckResult} result */
export function sameBefore(found, result) {
  const cause = (/** @type {CheckResult} */ each) => `${each.diagnosis?.code} ${each.diagnosis?.title}`;
  const first = found.find((each) => each.diagnosis && cause(each) === cause(result));
  return first && first !== result ? first : null;
}
