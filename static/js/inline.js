/** Sentences with `code` in them. */
import { html } from "vendor/lit";

/** @param {string} text */
export const inline = (text) => text.split("`").map((part, index) => (index % 2 ? html`<code>${part}</code>` : part));
