/**
 * Calls once, `wait` milliseconds after the last request.
 * @param {number} wait
 * @param {() => void} act
 */
export function debounce(wait, act) {
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  let timer;
  return Object.assign(
    () => {
      clearTimeout(timer);
      timer = setTimeout(() => { timer = undefined; act(); }, wait);
    },
    { cancel: () => { clearTimeout(timer); timer = undefined; }, waits: () => timer !== undefined },
  );
}
