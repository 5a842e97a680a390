/** What is told of a field: its type, default and necessity, Kubernetes' own words with their links. */
import { html, nothing, render } from "vendor/lit";
import { t } from "../i18n.js";

const LINK = /(https?:\/\/[^\s"')]+[^\s"').,;:])/;

/** The facts of a field in a few words. @param {import("./schema.js").Field} field */
export function facts(field) {
  return [
    field.type, ...(field.required ? [t("required")] : []), ...(field.default ? [t("default {value}", { value: field.default })] : []),
    ...(field.values && field.values.length < FEW ? [field.values.join(" | ")] : []),
  ];
}

/** Longer lists are for completion. */
const FEW = 7;

/**
 * @param {{title?: string, text: string, field?: import("./schema.js").Field, page?: string, note?: string}} told `note` is said first
 * @returns {HTMLElement}
 */
export function docElement({ title, text, field, page, note }) {
  const place = document.createElement("div");
  place.className = "field-doc";
  render(
    html`${title ? html`<div class="field-doc-title">${title}</div>` : nothing}
      ${field ? html`<div class="field-doc-facts">${facts(field).map((fact) => html`<span>${fact}</span>`)}</div>` : nothing}
      ${note ? html`<p class="field-doc-note">${note}</p>` : nothing}
      ${text ? html`<p lang="en">${text.split(LINK).map((part, index) => (index % 2 ? link(part, part) : part))}</p>` : nothing}
      ${page ? html`<p>${link(page, t("Kubernetes documentation"))}</p>` : nothing}`,
    place,
  );
  return place;
}

/** @param {string} url @param {string} words */
const link = (url, words) => html`<a href=${url} target="_blank" rel="noreferrer">${words}</a>`;
