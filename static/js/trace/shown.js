/** A trace as the picture and the editor show it at one step. Pure. */
import { steps } from "../state.js";

/**
 * What the packet carries at a step: the latest destination that a step named so far.
 * @param {import("../types.js").Step[]} seen steps up to now
 */
export function packetLabel(seen) {
  for (const step of seen.toReversed()) {
    const packet = packetOf(step.params ?? {});
    if (packet) return packet;
  }
  return "";
}

/** @param {Record<string, any>} params */
function packetOf(params) {
  const address = params.to ?? params.destination ?? params.new_destination;
  if (typeof address !== "string") return "";
  const port = params.to_port ?? params.destination_port ?? params.port;
  return /:\d+$/.test(address) || port === undefined ? address : `${address}:${port}`;
}

/**
 * @param {import("../types.js").State} state
 * @returns {import("../picture/picture.js").Shown|null}
 */
export function shown({ trace, cursor, outdated }) {
  if (!trace) return null;
  const all = steps(trace);
  return {
    places: trace.hops.map((hop) => hop.place), hop: all[cursor]?.hop ?? 0, good: trace.disposition === "DELIVERED",
    label: packetLabel(all.slice(0, cursor + 1).map(({ step }) => step)), outdated,
  };
}

/** The lines of the files that decided the shown step. @param {import("../types.js").State} state */
export function litPlaces({ trace, cursor, outdated }) {
  const origins = (!outdated && steps(trace)[cursor]?.step.origins) || [];
  return origins.flatMap((origin) => (origin.file && origin.line ? [{ file: origin.file, line: origin.line }] : []));
}
