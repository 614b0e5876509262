// SPDX-License-Identifier: Apache-2.0

import { asUtf8, equal } from '../bytes.js';
import { JsonNode, MalformedJson } from '../json.js';
import { entryOf } from '../receipt/entry.js';
import { showInstant } from '../receipt/instant.js';
import { MalformedReceipt } from '../receipt/malformed.js';
import { leafHash } from '../receipt/merkle.js';
import { expandRange, InvalidProof } from '../receipt/range.js';
import { rangePath } from './proofs.js';
import { bundleOf, ENTRIES, tilePath, UnusableTile } from './tiles.js';

const WIDTH = 256n;
const COMMITTED = 1;
const OPEN = 2;
const COMMITMENT = 33;

/**
 * The latest leaves of a log, each with its kind; that they are the tree's is checked.
 *
 * @param checkpoint of the tree, as `parseCheckpoint` gives, its signatures verified before
 * @param most how many, at least
 * @param fetched gives a promise of the bytes at a path of the log
 * @param hashes a reader of the tree's hashes
 * @returns `{from, to, leaves: [{index, kind, time}]}`: `sealed` leaves say no more to anybody
 *   but whoever has entry and salt; `time` is the enclave's word, null if the leaf has none
 * @throws {UnusableTile} if what is served isn't in the checkpoint's tree
 */
export async function latestEntries(checkpoint, most, fetched, hashes) {
  const { size, root } = checkpoint;
  const first = size > BigInt(most) ? (size - BigInt(most)) / WIDTH : 0n;
  const bundles = [];
  for (let index = first; index * WIDTH < size; index++) {
    const path = tilePath(ENTRIES, index, size);
    bundles.push(fetched(path).then((bytes) => bundleOf(path, bytes)));
  }
  const from = first * WIDTH;
  // A log may serve the whole bundle in place of a narrow one that it was.
  const data = (await Promise.all(bundles)).flat().slice(0, Number(size - from));
  const leaves = await Promise.all(data.map(leafHash));
  const path = await rangePath(from, size, size, hashes);
  await inTree(leaves, { start: from, size, path }, root);
  return { from, to: size, leaves: data.map((leaf, i) => described(leaf, from + BigInt(i))) };
}

async function inTree(leaves, range, wanted) {
  try {
    if (BigInt(leaves.length) === range.size - range.start
        && equal((await expandRange(leaves, range)).root, wanted)) {
      return;
    }
  } catch (error) {
    if (!(error instanceof InvalidProof)) {
      throw error;
    }
  }
  throw new UnusableTile('tile/entries', "the leaves aren't those of the checkpoint's tree");
}

function described(leaf, index) {
  if (leaf[0] === COMMITTED && leaf.length === COMMITMENT) {
    return { index, kind: 'sealed', time: null };
  }
  if (leaf[0] === OPEN) {
    try {
      const entry = entryOf(JsonNode.parse(asUtf8(leaf.subarray(1)) ?? ''));
      return { index, kind: entry.kind, time: showInstant(entry.time) };
    } catch (error) {
      if (!(error instanceof MalformedJson) && !(error instanceof MalformedReceipt)) {
        throw error;
      }
    }
  }
  return { index, kind: 'unknown', time: null };
}
