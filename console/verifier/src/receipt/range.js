// SPDX-License-Identifier: Apache-2.0

import { nodeHash, split } from './merkle.js';

/** The leaves don't have the places that a proof says, in no tree of that size. */
export class InvalidProof extends Error {
  constructor(message) {
    super(message);
    this.name = 'InvalidProof';
  }
}

const MOST = 1 << 20;

/**
 * The root of the tree in which consecutive leaves have their places, and each one's path to it.
 *
 * @param leaves hashes, from index `start` on
 * @param range `{start, size, path}`: numbers as BigInts; the path holds the roots of the greatest
 *   subtrees without these leaves, left to right
 * @returns `{root, paths}`
 * @throws {InvalidProof} if no tree of this size has such a range
 */
export async function expandRange(leaves, { start, size, path }) {
  const end = start + BigInt(leaves.length);
  if (leaves.length === 0 || leaves.length > MOST || end > size) {
    throw new InvalidProof(`${leaves.length} leaves for the places ${start} to ${end} of ${size}`);
  }
  const roots = new Map();
  let used = 0;

  async function rootOver(from, to) {
    let root;
    if (to <= start || end <= from) {
      if (used === path.length) {
        throw new InvalidProof('hashes are missing');
      }
      root = path[used++];
    } else if (to - from === 1n) {
      root = leaves[Number(from - start)];
    } else {
      const middle = from + split(to - from);
      const left = await rootOver(from, middle);
      root = await nodeHash(left, await rootOver(middle, to));
    }
    roots.set(`${from}-${to}`, root);
    return root;
  }

  function pathOf(index) {
    const siblings = [];
    let from = 0n;
    let to = size;
    while (to - from > 1n) {
      const middle = from + split(to - from);
      if (index < middle) {
        siblings.push(roots.get(`${middle}-${to}`));
        to = middle;
      } else {
        siblings.push(roots.get(`${from}-${middle}`));
        from = middle;
      }
    }
    return siblings.reverse();
  }

  const root = await rootOver(0n, size);
  if (used !== path.length) {
    throw new InvalidProof('hashes are left over');
  }
  return { root, paths: leaves.map((_, i) => pathOf(start + BigInt(i))) };
}
