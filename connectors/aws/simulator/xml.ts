/** Writes answers as EC2 does: pretty-printed, an `item` for each member of a list, nothing for what is not there. */

/** What an element can hold. Fields that are undefined are left out; an empty list is an empty element. */
export type XmlValue = string | number | boolean | undefined | readonly XmlValue[] | XmlFields;

export interface XmlFields {
  readonly [name: string]: XmlValue;
}

/** A whole document. `namespace` is left out where the original has none. */
export function renderDocument(root: string, namespace: string | undefined, fields: XmlFields): string {
  const attributes = namespace === undefined ? '' : ` xmlns="${namespace}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attributes}>\n${renderFields(fields, '    ')}</${root}>`;
}

function renderFields(fields: XmlFields, indent: string): string {
  let text = '';
  for (const name in fields) text += renderElement(name, fields[name], indent);
  return text;
}

function renderElement(name: string, value: XmlValue, indent: string): string {
  if (value === undefined) return '';
  if (value === '') return `${indent}<${name}/>\n`;
  if (typeof value !== 'object') return `${indent}<${name}>${escapeText(String(value))}</${name}>\n`;
  const deeper = `${indent}    `;
  let inside = '';
  if (isList(value)) for (const item of value) inside += renderElement('item', item, deeper);
  else inside = renderFields(value, deeper);
  return inside === '' ? `${indent}<${name}/>\n` : `${indent}<${name}>\n${inside}${indent}</${name}>\n`;
}

function isList(value: readonly XmlValue[] | XmlFields): value is readonly XmlValue[] {
  return Array.isArray(value);
}

/** Text between tags. */
function escapeText(text: string): string {
  if (!/[&<>]/u.test(text)) return text;
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
