// SPDX-License-Identifier: Apache-2.0

import { concat, sha256 } from '../bytes.js';

const LEAF = Uint8Array.of(0);
const NODE = Uint8Array.of(1);

/** The hash of what a leaf holds (RFC 9162, 2.1.1). */
export function leafHash(data) {
  return sha256(concat(LEAF, data));
}

/** The hash of a node above two others. */
export function nodeHash(left, right) {
  return sha256(concat(NODE, left, right));
}

/** The greatest power of two less than a count, which is 2 or more, all BigInts. */
export function split(count) {
  return 1n << BigInt((count - 1n).toString(2).length - 1);
}

/** Levels at which there is no sibling are passed over (RFC 9162, 2.1.3.2). */
function climbed(place) {
  let { node, last } = place;
  while ((node & 1n) === 0n && node !== 0n) {
    node >>= 1n;
    last >>= 1n;
  }
  return { node, last };
}

/** Whether the next hash of a path stands to the left. */
function fromLeft({ node, last }) {
  return (node & 1n) === 1n || node === last;
}

/**
 * The root of the tree in which a leaf has a place (RFC 9162, 2.1.3.2).
 *
 * @param proof `{index, size, path}`, numbers as BigInts
 * @returns `{root}`, or `{problem}` if no tree of this size has such a path
 */
export async function rootOf(leaf, { index, size, path }) {
  if (index >= size) {
    return { problem: `a tree of ${size} leaves has no leaf ${index}` };
  }
  let place = { node: index, last: size - 1n };
  let hash = leaf;
  for (const sibling of path) {
    if (place.last === 0n) {
      return { problem: `the path is too long for a tree of ${size} leaves` };
    }
    if (fromLeft(place)) {
      hash = await nodeHash(sibling, hash);
      place = climbed(place);
    } else {
      hash = await nodeHash(hash, sibling);
    }
    place = { node: place.node >> 1n, last: place.last >> 1n };
  }
  return place.last === 0n ? { root: hash }
    : { problem: `the path is too short for a tree of ${size} leaves` };
}

/**
 * The root of the tree that ends before a leaf: what is left of its path are the complete subtrees
 * of all leaves before it, of which that tree consists (RFC 9162, 2.1.1). The path has to be good.
 */
export async function rootBefore({ index, size, path }) {
  let place = { node: index, last: size - 1n };
  let root = null;
  for (const sibling of path) {
    if (fromLeft(place)) {
      root = root === null ? sibling : await nodeHash(sibling, root);
      place = climbed(place);
    }
    place = { node: place.node >> 1n, last: place.last >> 1n };
  }
  return root ?? sha256(new Uint8Array());
}

/** The root of the tree of these leaves' hashes (RFC 9162, 2.1.1). */
export async function treeRoot(leaves) {
  let level = leaves;
  while (level.length > 1) {
    const above = [];
    for (let i = 0; i < level.length; i += 2) {
      above.push(i + 1 < level.length ? await nodeHash(level[i], level[i + 1]) : level[i]);
    }
    level = above;
  }
  return level[0] ?? sha256(new Uint8Array());
}
