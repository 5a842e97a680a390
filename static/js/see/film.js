/**
 * Plays what happened in between: the frames of a delta, one after the other, before the scene that they lead to. The page's
 * state is the newest all the time; this is for the eye alone. With reduced motion, or in a page that nobody looks at, the
 * newest is shown at once.
 */
import { patch, touched } from "../merge.js";

/** Milliseconds of one frame; of many the whole takes at most so long. */
const SLOWEST = 250;
const FASTEST = 150;
const WHOLE = 1500;

const still = globalThis.matchMedia?.("(prefers-reduced-motion: reduce)");

/** @typedef {{nodes: Record<string, any>, edges: Record<string, any>}} Scene */

export class Film {
  /** @type {ReturnType<typeof setTimeout>|undefined} */
  #timer;
  /** @type {(() => void)|null} */
  #end = null;

  /** @param {(scene: Scene, changed: string[]) => void} show draws one frame */
  constructor(show) {
    this.show = show;
  }

  get playing() {
    return this.#end !== null;
  }

  /**
   * @param {import("../types.js").Frames} frames
   * @param {() => void} end draws the newest scene
   */
  play({ from, list }, end) {
    this.stop();
    if (still?.matches || document.hidden) return end();
    const pause = Math.max(FASTEST, Math.min(SLOWEST, WHOLE / list.length));
    this.#end = end;
    /** @type {Scene} */
    let scene = from;
    const step = (/** @type {number} */ index) => {
      if (index === list.length - 1) return this.finish();
      const frame = list[index];
      scene = { nodes: patch(scene.nodes, frame.nodes), edges: patch(scene.edges, frame.edges) };
      this.show(scene, touched(frame.nodes));
      this.#timer = setTimeout(() => step(index + 1), pause);
    };
    return step(0);
  }

  /** To the end at once: something else is to be seen. */
  finish() {
    const end = this.#end;
    this.stop();
    end?.();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#end = null;
  }
}
