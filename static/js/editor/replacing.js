/**
 * Typing over a selection. Left to itself, Chromium carries the look of what was replaced over to the new text as a `style`
 * attribute, which the Content-Security-Policy forbids and reports; so the editor writes the text itself.
 */
import { EditorView } from "vendor/codemirror";

export const replacing = EditorView.domEventHandlers({
  beforeinput(event, view) {
    const { main } = view.state.selection;
    const text = event.data;
    if (event.inputType !== "insertText" || !text || main.empty || view.composing || view.state.readOnly) return false;
    const insert = () => view.state.update(view.state.replaceSelection(text), { userEvent: "input.type", scrollIntoView: true });
    const handlers = view.state.facet(EditorView.inputHandler);
    if (!handlers.some((handle) => handle(view, main.from, main.to, text, insert))) view.dispatch(insert());
    return true;
  },
});
