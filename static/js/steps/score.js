/** What a verdict says of points and of causes. Pure. */
import { t, tn } from "../i18n.js";

/** @typedef {import("../types.js").CheckResult} CheckResult */

/** "3 points", or "2 of 3 points". @param {number} points @param {number} [earned] */
export const counted = (points, earned) =>
  earned === undefined ? tn(points, "{n} point", "{n} points") : tn(points, "{earned} of {n} point", "{earned} of {n} points", { earned });

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
  const past = graded && Boolean(verdict.stale) && !(submitted && verdict.passed);
  const good = verdict.checks.filter((check) => check.passed).length;
  /** @type {Record<string, string>} */
  const titles = {
    passed: submitted ? t("Passed with {score}", { score: counted(verdict.points, verdict.score) }) : t("All public checks pass"),
    failed: submitted ? counted(verdict.points, verdict.score) : t("{n} of {all} public checks pass", { n: good, all: verdict.checks.length }),
    rejected: t("The files were refused. This costs nothing."), fault: t("A fault on our side. This costs nothing; try again."),
  };
  const cost = (made?.hints ?? []).reduce((sum, hint) => sum + hint.cost, 0);
  const { hidden } = verdict;
  const notes = [
    verdict.message,
    submitted && graded && hidden.count ? t("Hidden checks: {score}.", { score: counted(hidden.points, hidden.earned) }) : "",
    submitted && graded && made && cost ? t("Hints cost {cost}: {score} of {points} count.", { cost: counted(cost), score: made.score, points: made.points }) : "",
    submitted && graded && made && !cost && made.score > verdict.score ? t("An earlier attempt was better: {score} of {points} count.", { score: made.score, points: made.points }) : "",
    !submitted && verdict.passed && !verdict.stale ? t("Submit to have it counted.") : "",
    past ? t("The cluster has changed since. Check again.") : "",
  ];
  return { tone: past ? "stale" : result, title: titles[result], notes: notes.filter(Boolean) };
}

/** The first check that failed for the same reason. @param {CheckResult[]} found @param {CheckResult} result */
export function sameBefore(found, result) {
  const cause = (/** @type {CheckResult} */ each) => `${each.diagnosis?.code} ${each.diagnosis?.title}`;
  const first = found.find((each) => each.diagnosis && cause(each) === cause(result));
  return first && first !== result ? first : null;
}
