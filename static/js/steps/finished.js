/** Pure. */

/** Whether every step of the lab is done. @param {Pick<import("../types.js").State, "lab"|"progress">} state */
export const isFinished = ({ lab, progress }) => Boolean(lab && progress && lab.steps.every((step) => progress.steps[step.id]?.done));
