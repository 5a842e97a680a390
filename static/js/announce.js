/** What a reader of the screen hears when something changes without them. */

/** @param {string} sentence */
export function announce(sentence) {
  const place = document.getElementById("announcer");
  if (place && sentence) place.textContent = sentence;
}
