/** Where things stood in the picture of one cluster, so that they stand there after a reload and in the next tab too. */
import { keep, kept } from "../keep.js";

const NAME = "places";

/**
 * Of the cluster that was looked at last: more would pile up.
 * @param {() => {workspace: string, world: number}} which
 * @returns {import("../picture/picture.js").Places}
 */
export function places(which) {
  let written = "";
  return {
    read() {
      const { workspace, world } = which();
      const found = parsed(kept(NAME));
      return found?.workspace === workspace && found.world === world ? found.memory : null;
    },
    write(memory) {
      const text = JSON.stringify({ ...which(), memory });
      if (text !== written) keep(NAME, (written = text));
    },
  };
}

/** What somebody else wrote there counts for nothing. @param {string} text */
function parsed(text) {
  try {
    const found = JSON.parse(text);
    return found?.memory?.slots && found.memory.extents ? found : null;
  } catch {
    return null;
  }
}
