// SPDX-License-Identifier: Apache-2.0

const LONE_SURROGATE = /[\ud800-\udfff]/u;

/** Whether text has half of a surrogate pair, which no UTF-8 can say. */
export function hasLoneSurrogate(text) {
  return LONE_SURROGATE.test(text);
}

/**
 * Writes a value in its one canonical form (RFC 8785): members in the order of their names' UTF-16
 * units, no spaces, the shortest escapes.
 *
 * @param value as `parseJson` gives: Maps, lists, texts, booleans, whole numbers of 53 bits
 * @throws {RangeError} if it holds anything else, or text with half of a surrogate pair
 */
export function canonicalJson(value) {
  if (value instanceof Map) {
    const members = [...value.keys()].sort(byUnits)
      .map((name) => `${text(name)}:${canonicalJson(value.get(name))}`);
    return `{${members.join(',')}}`;
  }
  if (Array.isArray(value)) {
    return `[${value.map(canonicalJson).join(',')}]`;
  }
  if (typeof value === 'string') {
    return text(value);
  }
  if (typeof value === 'boolean' || Number.isSafeInteger(value)) {
    // Minus zero is written as zero.
    return String(value);
  }
  throw new RangeError('not a value of canonical JSON');
}

/**
 * Writes a value for people, as the Java library writes receipts: members in the Map's own order,
 * two spaces for each level, a line feed at the end.
 * @throws {RangeError} as `canonicalJson` does
 */
export function prettyJson(value) {
  return `${pretty(value, '\n')}\n`;
}

function pretty(value, line) {
  const inner = `${line}  `;
  if (value instanceof Map && value.size > 0) {
    const members = [...value].map(([name, member]) =>
      `${inner}${text(name)}: ${pretty(member, inner)}`);
    return `{${members.join(',')}${line}}`;
  }
  if (Array.isArray(value) && value.length > 0) {
    return `[${value.map((item) => inner + pretty(item, inner)).join(',')}${line}]`;
  }
  return canonicalJson(value);
}

/** The same value with the members of all objects in it in their canonical order. */
export function sorted(value) {
  if (value instanceof Map) {
    return new Map([...value.keys()].sort(byUnits).map((name) => [name, sorted(value.get(name))]));
  }
  return Array.isArray(value) ? value.map(sorted) : value;
}

/** The order that `<` has for texts, whatever the language of the browser. */
export function byUnits(one, other) {
  return one < other ? -1 : one > other ? 1 : 0;
}

/** JSON.stringify escapes a text as RFC 8785 asks, but for halves of pairs. */
function text(value) {
  if (hasLoneSurrogate(value)) {
    throw new RangeError('half of a surrogate pair');
  }
  return JSON.stringify(value);
}
