// SPDX-License-Identifier: Apache-2.0

/**
 * Reads a part of a policy that is either required, with what is accepted, or ignored for a stated
 * reason: nothing can be forgotten.
 *
 * @param read what reads the required value
 * @returns `{require}` or `{ignore}`
 */
export function requirement(policy, name, read) {
  const node = policy.optional(name);
  if (node === null) {
    throw policy.error(`"${name}" is neither required nor ignored; say which`);
  }
  const [only, ...more] = node.names;
  if (more.length > 0 || (only !== 'require' && only !== 'ignore')) {
    throw node.error('either "require" or "ignore" is needed, and nothing else');
  }
  const value = node.member(only);
  return Object.freeze(only === 'require' ? { require: read(value) } : { ignore: value.text });
}

/** Why something is allowed that isn't by default; null if it isn't. */
export function allowed(node) {
  node?.only(['allow']);
  return node?.member('allow').text ?? null;
}
