// SPDX-License-Identifier: Apache-2.0

import { equal, sha256 } from '../bytes.js';
import { entryLeaf } from '../receipt/entry.js';
import { nodeHash, rootOf, split } from '../receipt/merkle.js';

/**
 * Those hashes of a log's tree that a receipt's two paths tell. A subtree that is complete is the
 * same in every later tree of the log, so that two trees that differ in one aren't of one log.
 */
export class KnownTree {
  #size;
  #root;
  #hashes = new Map();

  /** What a receipt shows; null if one of its two leaves isn't in its tree. */
  static async of({ entry, salt, index, inclusion, checkpoint, epoch }) {
    const tree = new KnownTree();
    tree.#size = checkpoint.size;
    tree.#root = checkpoint.root;
    tree.#put(0n, tree.#size, tree.#root);
    const leaves = [
      { leaf: await entryLeaf(entry, salt), index, path: inclusion },
      { leaf: await entryLeaf(epoch.entry, null), index: epoch.statement.index, path: epoch.inclusion },
    ];
    for (const one of leaves) {
      const { root } = await rootOf(one.leaf, { index: one.index, size: tree.#size, path: one.path });
      if (root === undefined || !equal(root, tree.#root)) {
        return null;
      }
      await tree.#add(0n, tree.#size, one, one.path.length);
    }
    return tree;
  }

  /** Leaves on which both can't be of one log, in words; null if nothing shows that. */
  async contradiction(other) {
    let smallest = null;
    for (const [name, { from, to, hash }] of this.#hashes) {
      const theirs = other.#hashes.get(name);
      const everywhere = isPower(to - from) || this.#size === other.#size;
      if (theirs !== undefined && everywhere && !equal(theirs.hash, hash)
          && (smallest === null || to - from < smallest.to - smallest.from)) {
        smallest = { from, to };
      }
    }
    if (smallest !== null) {
      return smallest.to - smallest.from === 1n ? `leaf ${smallest.from} is another`
        : `the leaves from ${smallest.from} up to ${smallest.to} are others`;
    }
    const [older, newer] = this.#size <= other.#size ? [this, other] : [other, this];
    const before = await newer.#rootAt(older.#size);
    return before === null || equal(before, older.#root) ? null
      : `the tree of ${older.#size} leaves was another`;
  }

  #put(from, to, hash) {
    this.#hashes.set(`${from}-${to}`, { from, to, hash });
  }

  /** Adds what a leaf's way to the root tells: `level` hashes of the path are below this subtree. */
  async #add(from, to, one, level) {
    let hash;
    if (to - from === 1n) {
      hash = one.leaf;
    } else {
      const middle = from + split(to - from);
      const sibling = one.path[level - 1];
      if (one.index < middle) {
        this.#put(middle, to, sibling);
        hash = await nodeHash(await this.#add(from, middle, one, level - 1), sibling);
      } else {
        this.#put(from, middle, sibling);
        hash = await nodeHash(sibling, await this.#add(middle, to, one, level - 1));
      }
    }
    this.#put(from, to, hash);
    return hash;
  }

  /** The root that the tree had at an earlier size, if enough is known. */
  #rootAt(earlier) {
    return earlier === 0n ? sha256(new Uint8Array(0)) : this.#hash(0n, earlier);
  }

  async #hash(from, to) {
    const known = this.#hashes.get(`${from}-${to}`);
    if (known !== undefined) {
      return known.hash;
    }
    if (to - from === 1n || !this.#touches(from, to)) {
      return null;
    }
    const middle = from + split(to - from);
    const left = await this.#hash(from, middle);
    const right = left === null ? null : await this.#hash(middle, to);
    return right === null ? null : nodeHash(left, right);
  }

  /** Whether anything is known within; else looking there takes as long as there are leaves. */
  #touches(from, to) {
    return [...this.#hashes.values()].some((span) => span.from >= from && span.to <= to);
  }
}

function isPower(count) {
  return (count & (count - 1n)) === 0n;
}
