/** Shapes by their ids; a pod that stands in a group is found there. Pure. */

/** @typedef {import("./layout.js").Shape} Shape */

/** `get` knows members too; `has`, keys and values are the shapes alone. @extends {Map<string, Shape>} */
class Standing extends Map {
  /** @type {Map<string, string>} */
  #groups = new Map();

  /** @param {Shape[]} shapes */
  constructor(shapes) {
    super();
    for (const shape of shapes) this.set(shape.id, shape);
    for (const { id, node, stands = [] } of shapes) for (const member of [...(node.members ?? []), ...stands]) this.#groups.set(member, id);
  }

  /** @param {string} id @returns {Shape|undefined} */
  get(id) {
    return super.get(id) ?? super.get(this.#groups.get(id) ?? "");
  }
}

/** @param {Shape[]} shapes @returns {Map<string, Shape>} */
export const standing = (shapes) => new Standing(shapes);
