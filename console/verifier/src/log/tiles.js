// SPDX-License-Identifier: Apache-2.0

import { nodeHash } from '../receipt/merkle.js';

/** Hashes, or entries, of a whole file (C2SP tlog-tiles), and the binary levels that it spans. */
const WIDTH = 256n;
const HEIGHT = 8;
const HASH = 32;

/** In place of a level: the entries themselves. */
export const ENTRIES = 'entries';

/** The log serves something else than its tree's files. */
export class UnusableTile extends Error {
  constructor(path, message) {
    super(`${path}: ${message}`);
    this.name = 'UnusableTile';
  }
}

/** Where a log serves a file of a tree, as wide as the tree's size lets it be: `tile/0/x001/234.p/56`. */
export function tilePath(level, index, size) {
  const hashes = level === ENTRIES ? size : size >> BigInt(HEIGHT * level);
  const there = hashes - index * WIDTH;
  if (index < 0n || there < 1n) {
    throw new RangeError(`a tree of ${size} has no such tile`);
  }
  const parts = [];
  let rest = index;
  do {
    parts.unshift(String(rest % 1000n).padStart(3, '0'));
    rest /= 1000n;
  } while (rest > 0n);
  const name = parts.map((part, i) => (i < parts.length - 1 ? `x${part}` : part)).join('/');
  return `tile/${level}/${name}${there < WIDTH ? `.p/${there}` : ''}`;
}

/**
 * A reader of a tree's hashes, from its tiles.
 * @param size of the tree
 * @param fetched gives a promise of the bytes at a path; each is asked for once
 */
export function tiledHashes(size, fetched) {
  const tiles = new Map();
  return async (level, index) => {
    const tileLevel = Math.floor(level / HEIGHT);
    const within = BigInt(level % HEIGHT);
    const first = index << within;
    const path = tilePath(tileLevel, first / WIDTH, size);
    if (!tiles.has(path)) {
      tiles.set(path, fetched(path).then((bytes) => hashesOf(path, bytes)));
    }
    const hashes = await tiles.get(path);
    const from = Number(first % WIDTH);
    return above(path, hashes.slice(from, from + (1 << Number(within))), 1 << Number(within));
  };
}

function hashesOf(path, bytes) {
  if (bytes.length === 0 || bytes.length % HASH !== 0 || bytes.length > Number(WIDTH) * HASH) {
    throw new UnusableTile(path, `a tile of ${bytes.length} bytes`);
  }
  return Array.from({ length: bytes.length / HASH }, (_, i) =>
    bytes.slice(i * HASH, (i + 1) * HASH));
}

async function above(path, hashes, count) {
  if (hashes.length !== count) {
    throw new UnusableTile(path, 'the tile is narrower than its name says');
  }
  let level = hashes;
  while (level.length > 1) {
    level = await Promise.all(Array.from({ length: level.length / 2 }, (_, i) =>
      nodeHash(level[2 * i], level[2 * i + 1])));
  }
  return level[0];
}

/**
 * The leaves of a bundle, each after its length in two bytes.
 * @throws {UnusableTile} if it isn't one of 1 to 256 leaves
 */
export function bundleOf(path, bytes) {
  const leaves = [];
  let at = 0;
  while (at < bytes.length) {
    const start = at + 2;
    const end = start > bytes.length ? Infinity : start + (bytes[at] << 8) + bytes[at + 1];
    if (end > bytes.length || leaves.length === Number(WIDTH)) {
      throw new UnusableTile(path, 'the bundle ends inside a leaf, or has too many');
    }
    leaves.push(bytes.slice(start, end));
    at = end;
  }
  if (leaves.length === 0) {
    throw new UnusableTile(path, 'a bundle without leaves');
  }
  return leaves;
}
