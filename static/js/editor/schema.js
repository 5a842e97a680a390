/**
 * What the server tells of the kinds: their fields, and what Kubernetes itself says of them.
 *
 * @typedef {{type: string, of?: string, values?: string[], refers?: string, default?: string, required?: boolean}} Field
 *   `type` is string, integer, boolean, object, array or map, `of` the type of an object or of what a list or map holds,
 *   `refers` says what of the cluster it names: objects of a kind, labels, ports or service-ports
 * @typedef {{kinds: Record<string, {apiVersion: string, of: string, page: string}>, types: Record<string, Record<string, Field>>}} Schema
 */

/** @type {Schema} */
let schema = { kinds: {}, types: {} };
let address = "";
/** @type {Promise<Record<string, Record<string, string>>>|null} */
let docs = null;

/** @param {string|null|undefined} url */
export async function loadSchema(url) {
  if (!url) return;
  address = url;
  const response = await fetch(url).catch(() => null);
  if (response?.ok) take(await response.json());
}

/** @param {Schema} found */
export function take(found) {
  schema = found;
}

/** What Kubernetes says of a type's field, or of the type itself; '' where that can't be had. @param {string} type @param {string} [field] */
export async function docOf(type, field = "") {
  docs ??= fetch(new URL("docs.json", new URL(address, location.href)))
    .then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.statusText))))
    .catch(() => { docs = null; return {}; });
  return (await docs)[type]?.[field] ?? "";
}

export const kinds = () => schema.kinds;

/**
 * The field at a path ("-" is an item of a list), with the type that has it.
 * @param {string} kind
 * @param {string[]} path
 * @returns {{type: string, name: string, field: Field}|null}
 */
export function fieldAt(kind, path) {
  let type = schema.kinds[kind]?.of ?? "";
  let found = null;
  for (const name of path) {
    if (name === "-") continue;
    const field = schema.types[type]?.[name];
    if (!field) return null;
    found = { type, name, field };
    type = field.of ?? "";
  }
  return found;
}

/**
 * The fields of the object at a path. Of a document that does not say its kind yet: what every object has.
 * @param {string} kind
 * @param {string[]} path
 * @returns {{type: string, fields: Record<string, Field>}|null}
 */
export function fieldsAt(kind, path) {
  const type = path.length ? fieldAt(kind, path)?.field.of : (schema.kinds[kind] ?? schema.kinds.Namespace)?.of;
  const fields = type ? schema.types[type] : null;
  return type && fields ? { type, fields } : null;
}
