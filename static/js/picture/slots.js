/** Places that stay: who has a slot keeps it, who is new takes the first free one. Pure. */

/**
 * @param {Record<string, number>} taken slots of before
 * @param {string[]} ids who is there now, in the order in which newcomers are seated
 * @returns {Record<string, number>}
 */
export function seat(taken, ids) {
  /** @type {Record<string, number>} */
  const seats = {};
  for (const id of ids) if (id in taken) seats[id] = taken[id];
  const occupied = new Set(Object.values(seats));
  let free = 0;
  for (const id of ids) {
    if (id in seats) continue;
    while (occupied.has(free)) free += 1;
    seats[id] = free;
    occupied.add(free);
  }
  return seats;
}
