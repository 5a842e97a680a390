/** Sentences with more than text in them. */
import { html } from "vendor/lit";

/** `code` between backticks. @param {string} text */
export const inline = (text) => text.split("`").map((part, index) => (index % 2 ? html`<code>${part}</code>` : part));

/**
 * A translated sentence whose `{name}`s are parts of the page: `slots(t("Try {targets}."), { targets: links })`.
 * @param {string} text @param {Record<string, unknown>} parts
 */
export const slots = (text, parts) => text.split(/\{(\w+)\}/).map((part, index) => (index % 2 ? parts[part] : part));
