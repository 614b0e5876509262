// SPDX-License-Identifier: Apache-2.0

import { equal, sha256 } from '../bytes.js';
import { nodeHash } from '../receipt/merkle.js';

/**
 * Whether a newer tree only added to an older one (RFC 9162, 2.1.4.2).
 *
 * @param proof `{from, to, path}`: the sizes, BigInts, and the hashes
 * @param older root of the tree of size `from`
 * @param newer root of the tree of size `to`
 * @returns null if it did, else what is wrong, for people
 */
export async function inconsistency(proof, older, newer) {
  const { from, to, path } = proof;
  if (from < 0n || from > to) {
    return `from a tree of ${from} leaves to one of ${to}`;
  }
  if (from === 0n || from === to) {
    if (path.length > 0) {
      return 'hashes where none are needed';
    }
    if (from === to && !equal(older, newer)) {
      return `two roots for trees of ${from} leaves`;
    }
    return from > 0n || equal(older, await sha256(new Uint8Array())) ? null
      : 'a tree without leaves has one root only';
  }
  const { problem, left, both } = await roots(proof, older);
  if (problem !== undefined) {
    return problem;
  }
  if (!equal(left, older)) {
    return `the path leads to another root at size ${from}`;
  }
  return equal(both, newer) ? null : `the path leads to another root at size ${to}`;
}

async function roots({ from, to, path }, older) {
  let node = from - 1n;
  let last = to - 1n;
  while ((node & 1n) === 1n) {
    node >>= 1n;
    last >>= 1n;
  }
  const tooShort = { problem: `the path is too short from ${from} to ${to}` };
  // A perfect older tree is a node of the newer one, and needn't be said.
  const perfect = node === 0n;
  if (path.length === 0 && !perfect) {
    return tooShort;
  }
  let left = perfect ? older : path[0];
  let both = left;
  for (const sibling of path.slice(perfect ? 0 : 1)) {
    if (last === 0n) {
      return { problem: `the path is too long from ${from} to ${to}` };
    }
    if ((node & 1n) === 1n || node === last) {
      left = await nodeHash(sibling, left);
      both = await nodeHash(sibling, both);
      while ((node & 1n) === 0n && node !== 0n) {
        node >>= 1n;
        last >>= 1n;
      }
    } else {
      both = await nodeHash(both, sibling);
    }
    node >>= 1n;
    last >>= 1n;
  }
  return last === 0n ? { left, both } : tooShort;
}
