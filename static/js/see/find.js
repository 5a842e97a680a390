/** The box above the picture that finds an object by its name, address or label, also in a group. */
import { render } from "vendor/lit";
import { Combobox } from "../combobox.js";
import { t } from "../i18n.js";
import { findable } from "./findable.js";

/**
 * @param {HTMLElement} place
 * @param {() => Record<string, import("../types.js").SceneNode>} nodes
 * @param {(id: string) => void} found
 */
export function finder(place, nodes, found) {
  const draw = () => render(box.render("", findable(nodes()), { label: t("Find in the picture"), placeholder: t("Find") }), place);
  const box = new Combobox("find", { choose: (id) => { if (id) found(id); }, draw });
  draw();
  return { focus: () => box.focus() };
}
