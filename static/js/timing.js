/** How long things took, for the benchmark: measures of the browser's own (`performance.getEntriesByName(name)`), as seen on the screen. */

const KEPT = 1000;

/**
 * From an instant to the next frame that is drawn.
 * @param {"click-to-first-edit"|"keystroke-to-marker"|"apply-to-picture"} name
 * @param {number[]} starts in milliseconds of `performance.now()`; one measure for each
 */
export function measure(name, starts) {
  requestAnimationFrame(() => {
    if (performance.getEntriesByName(name).length > KEPT) performance.clearMeasures(name);
    const end = performance.now();
    for (const start of starts) performance.measure(name, { start, end });
  });
}
