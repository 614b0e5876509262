// SPDX-License-Identifier: Apache-2.0
// A JSON Schema as a page: a table for the document, and one for each definition.

/** @returns {string} Markdown */
export function schemaPage(text, raw) {
  const schema = JSON.parse(text);
  const link = (reference) => {
    if (!reference.startsWith('#/$defs/')) return `\`${reference}\``;
    const name = reference.split('/').at(-1);
    return `[${name}](#${name.toLowerCase()})`;
  };
  const out = [`# ${schema.title ?? raw}`, schema.description ?? '', `As a file: [${raw.split('/').at(-1)}](${raw}).`];
  out.push(rows(schema, link));
  for (const [name, definition] of Object.entries(schema.$defs ?? {})) {
    out.push(`## ${name}`, definition.description ?? '', rows(definition, link));
  }
  return `${out.filter(Boolean).join('\n\n')}\n`;
}

/** What members an object has, or what it is otherwise, as a table or a sentence. */
export function rows(schema, link) {
  const lines = members(schema, link, '', schema.required ?? []);
  return lines.length
    ? ['| member | | type | |', '|---|---|---|---|', ...lines].join('\n')
    : `${cell(schema, link)}.`;
}

function members(schema, link, prefix, required) {
  const lines = [];
  const named = [
    ...Object.entries(schema.properties ?? {}),
    ...Object.entries(schema.patternProperties ?? {}).map(([name, value]) => [`/${name}/`, value]),
  ];
  for (const [name, value] of named) {
    const at = `${prefix}${name}`;
    lines.push(row([code(at), required.includes(name) ? 'required' : '', cell(value, link), value.description ?? '']));
    lines.push(...inside(value, link, at));
  }
  for (const choice of [...(schema.oneOf ?? []), ...(schema.anyOf ?? []), ...(schema.allOf ?? [])]) {
    if (choice.properties) lines.push(...members(choice, link, prefix, choice.required ?? []));
  }
  return lines;
}

/** Objects and arrays of objects that have no name of their own. */
function inside(value, link, at) {
  if (value.type === 'array' && value.items) return inside(value.items, link, `${at}[]`);
  return members(value, link, `${at}.`, value.required ?? []);
}

/** What a value has to be, in a few words. */
export function cell(schema, link) {
  if (schema === true) return 'anything';
  if (schema.$ref) return link(schema.$ref);
  if ('const' in schema) return code(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((value) => code(JSON.stringify(value))).join(', ');
  if (schema.type === 'array') {
    return `array of ${schema.items ? cell(schema.items, link) : 'anything'}${bounds(schema.minItems, schema.maxItems, ' elements')}`;
  }
  const choices = schema.oneOf ?? schema.anyOf;
  if (!schema.type && choices) return choices.map((choice) => cell(choice, link)).join(' or ');
  if (!schema.type && schema.allOf) return schema.allOf.map((part) => cell(part, link)).join(' and ');
  const type = [schema.type ?? (schema.properties ? 'object' : 'anything')].flat().join(' or ');
  const pattern = schema.pattern ? ` like ${code(schema.pattern)}` : '';
  const format = schema.format ? ` (${schema.format})` : '';
  return `${type}${format}${pattern}${bounds(schema.minLength, schema.maxLength, ' characters')}${bounds(schema.minimum, schema.maximum, '')}`;
}

function bounds(least, most, what) {
  if (least === undefined && most === undefined) return '';
  if (most === undefined) return `, ${least} or more${what}`;
  return least === undefined ? `, at most ${most}${what}` : `, ${least} to ${most}${what}`;
}

const code = (text) => `\`\` ${text} \`\``;
const row = (cells) => `| ${cells.map((text) => text.replace(/\s*\n\s*/g, ' ').replace(/\|/g, '\\|')).join(' | ')} |`;
