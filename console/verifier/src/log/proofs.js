// SPDX-License-Identifier: Apache-2.0

import { nodeHash, split } from '../receipt/merkle.js';

/**
 * Makes proofs from a tree's hashes (RFC 9162, 2.1). What is read is believed: check the proof
 * against a root that is known. `read(level, index)` gives the hash of the subtree over the leaves
 * from `index << level` to `(index + 1) << level`; numbers but levels are BigInts.
 */

/** The root over the leaves from one index to another, as they stand in a tree. */
async function subtree(from, to, read) {
  const count = to - from;
  if ((count & (count - 1n)) === 0n) {
    const level = count.toString(2).length - 1;
    return read(level, from >> BigInt(level));
  }
  const middle = from + split(count);
  const [left, right] = await Promise.all(
    [subtree(from, middle, read), subtree(middle, to, read)]);
  return nodeHash(left, right);
}

/** The path of a leaf in a tree of a size. */
export function inclusionPath(index, size, read) {
  const path = [];
  let from = 0n;
  let to = size;
  while (to - from > 1n) {
    const middle = from + split(to - from);
    if (index < middle) {
      path.push(subtree(middle, to, read));
      to = middle;
    } else {
      path.push(subtree(from, middle, read));
      from = middle;
    }
  }
  return Promise.all(path.reverse());
}

/** The path from a tree of `older` leaves to one of `newer`, at least as many, that begins with it. */
export function consistencyPath(older, newer, read) {
  const path = [];
  if (older > 0n && older < newer) {
    let from = 0n;
    let to = newer;
    // Until the older tree's last node is reached, each step goes to where that tree ends.
    while (older !== to) {
      const middle = from + split(to - from);
      if (older <= middle) {
        path.push(subtree(middle, to, read));
        to = middle;
      } else {
        path.push(subtree(from, middle, read));
        from = middle;
      }
    }
    if (from > 0n) {
      path.push(subtree(from, to, read));
    }
  }
  return Promise.all(path.reverse());
}

/** What `expandRange` needs beside the leaves from `start` to `end`. */
export function rangePath(start, end, size, read) {
  const path = [];
  const collect = (from, to) => {
    if (to <= start || end <= from) {
      path.push(subtree(from, to, read));
    } else if (from < start || end < to) {
      const middle = from + split(to - from);
      collect(from, middle);
      collect(middle, to);
    }
  };
  collect(0n, size);
  return Promise.all(path);
}
