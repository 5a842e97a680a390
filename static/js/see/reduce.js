/**
 * What the picture needs of the page's state beside the scene: which of its views is chosen, what was before the last command,
 * what happened in between. Pure.
 *
 * @typedef {import("../types.js").State} State
 */
import { byId, moved } from "../merge.js";

/** @returns {Pick<State, "view"|"folded"|"frames"|"before"|"goal">} */
export const nothingSeen = () => ({ view: "now", folded: null, frames: null, before: null, goal: null });

/** What a snapshot tells; another folding of the same has nothing before it that could be compared. @param {State} state @param {any} message */
export function ofSnapshot(state, message) {
  const folded = message.scene.folded ?? null;
  const same = message.world === state.world && key(folded) === key(state.folded);
  return { folded, frames: null, before: same ? state.before : null, goal: message.world === state.world ? state.goal : null };
}

/** Whether a delta is for a page that has opened other groups. @param {State} state @param {any} message */
export const isOtherwise = ({ folded }, message) => Boolean(folded && message.scene.folded && folded.opened.join() !== message.scene.folded.opened.join());

/** @param {State["folded"]} folded */
const key = (folded) => (folded ? `${folded.level} ${folded.opened.join()}` : "");

/** What time does by itself goes on with what the last command began. @param {State} state @param {any} message */
export function ofDelta(state, message) {
  const scene = { nodes: state.nodes, edges: state.edges };
  const begins = moved(message.scene) && (message.command?.type !== "tick" || !state.before);
  return {
    folded: message.scene.folded ?? null,
    frames: message.frames?.length ? { from: scene, list: message.frames, to: message.to } : null,
    before: begins ? { ...scene, summary: message.command?.type === "tick" ? "" : (message.command?.summary ?? "") } : state.before,
  };
}

/** @type {Record<string, (state: State, message: any) => State>} */
export const handlers = {
  view: (state, message) => ({ ...state, view: message.view }),
  goal(state, { how, world, scene }) {
    return world === state.world ? { ...state, goal: { how, world, scene: scene && { nodes: byId(scene.nodes), edges: byId(scene.edges) } } } : state;
  },
};
