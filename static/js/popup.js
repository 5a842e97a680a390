/** A list or a card that floats beside what opened it, in the top layer: nothing clips it. */

const EDGE = 8;

/**
 * Shows a popover below its anchor, or above it where there is more room.
 * @param {HTMLElement} popup with a `popover` attribute
 * @param {HTMLElement} anchor
 */
export function openAt(popup, anchor) {
  if (!popup.matches(":popover-open")) popup.showPopover();
  const box = anchor.getBoundingClientRect();
  const [above, below] = [box.top - EDGE, innerHeight - box.bottom - EDGE];
  const upwards = below < 240 && above > below;
  popup.style.minWidth = `${Math.round(box.width)}px`;
  popup.style.maxWidth = `${innerWidth - 2 * EDGE}px`;
  popup.style.maxHeight = `${Math.round(Math.min(420, upwards ? above : below))}px`;
  popup.style.left = `${Math.round(Math.max(EDGE, Math.min(box.left, innerWidth - popup.offsetWidth - EDGE)))}px`;
  popup.style.top = upwards ? "auto" : `${Math.round(box.bottom + 2)}px`;
  popup.style.bottom = upwards ? `${Math.round(innerHeight - box.top + 2)}px` : "auto";
}

/** @param {HTMLElement} popup */
export function close(popup) {
  if (popup.matches(":popover-open")) popup.hidePopover();
}
