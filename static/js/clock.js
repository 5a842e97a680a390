/** Time in the cluster, which is not the time on the wall. */

/** @param {number} seconds since the epoch of the cluster's clock */
export const clock = (seconds) => new Date(seconds * 1000).toISOString().slice(11, 19);
