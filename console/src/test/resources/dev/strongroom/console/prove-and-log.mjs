// SPDX-License-Identifier: Apache-2.0

// What the page computes to prove files and to judge a log and a release, for the JSON in each line
// of standard input; answers with a line each.
import { createInterface } from 'node:readline';
import { webcrypto } from 'node:crypto';
import { pathToFileURL } from 'node:url';

globalThis.crypto ??= webcrypto;
const verifier = await import(pathToFileURL(process.argv[2]));
const { canonicalJson, fromHex, hex } = verifier;
const { parseJson } = await import(new URL('json.js', pathToFileURL(process.argv[2])));

const commands = {
  /** The receipts' files, each as JSON text. */
  async expand({ compact, epoch, digests, manifest }) {
    const contents = await verifier.expandCompactReceipt(
      verifier.parseCompactReceipt(compact), digests.map(fromHex), epoch);
    const folder = manifest === undefined ? null : verifier.manifestFor(digestsOf(manifest));
    return JSON.stringify(contents.map((content) => verifier.receiptText(content, folder)));
  },
  async manifest({ files }) {
    const manifest = verifier.manifestFor(digestsOf(files));
    return `${canonicalJson(manifest.content)} ${hex(await verifier.manifestDigest(manifest))} `
      + verifier.fitsReceipt(manifest);
  },
  /** Of bytes that count up, in pieces, and as a file. */
  async sha256({ length, piece }) {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 7 + (i >> 8));
    const digest = new verifier.Sha256();
    for (let at = 0; at < length; at += piece) {
      digest.update(bytes.subarray(at, at + piece));
    }
    let read = 0;
    const file = await verifier.fileDigest(new Blob([bytes]), (count) => { read += count; });
    return `${hex(digest.digest())} ${hex(file)} ${read}`;
  },
  path({ level, index, size }) {
    return verifier.tilePath(level, BigInt(index), BigInt(size));
  },
  /** A consistency proof from tiles, and one that is given. */
  async consistency({ tiles, from, to }) {
    const hashes = verifier.tiledHashes(BigInt(to), async (path) => fromHex(tiles[path]));
    return (await verifier.consistencyPath(BigInt(from), BigInt(to), hashes)).map(hex).join(' ');
  },
  async inclusion({ tiles, index, size }) {
    const hashes = verifier.tiledHashes(BigInt(size), async (path) => fromHex(tiles[path]));
    return (await verifier.inclusionPath(BigInt(index), BigInt(size), hashes)).map(hex).join(' ');
  },
  async check({ from, to, path, older, newer }) {
    return String(await verifier.inconsistency({ from: BigInt(from), to: BigInt(to),
      path: path.map(fromHex) }, fromHex(older), fromHex(newer)));
  },
  async entries({ checkpoint, tiles, most }) {
    const tree = verifier.parseCheckpoint(checkpoint);
    const fetched = async (path) => fromHex(tiles[path]);
    const found = await verifier.latestEntries(
      tree, most, fetched, verifier.tiledHashes(tree.size, fetched));
    return found.leaves.map(({ index, kind, time }) => `${index} ${kind} ${time}`).join('|');
  },
  async judge({ key, checkpoint, tiles, policy, receipts, at }) {
    const tree = verifier.parseCheckpoint(checkpoint);
    const verdict = await verifier.judgeCheckpoint(await verifier.parseLogKey(key), tree, {
      hashes: verifier.tiledHashes(tree.size, async (path) => fromHex(tiles[path])),
      policy: policy === undefined ? null : verifier.parsePolicy(policy),
      receipts: receipts === undefined ? null : await verifier.parseReceiptPolicy(receipts),
      at: new Date(at),
    });
    return [`accepted ${verdict.accepted}`, ...verdict.checks.flatMap((check) => [
      `${check.name} ${check.outcome} ${check.reason ?? ''}`.trim(),
      ...check.lines.filter(() => check.name === 'witness.quorum')
        .map((line) => `${line.name} ${line.outcome} ${line.detail}`)]),
    ...verifier.cosignersOf(tree).map(({ name, time }) => `${name} says ${time}`)].join('|');
  },
  async release({ release, key, root }) {
    const found = await verifier.verifyRelease(release, await verifier.parseReleaseKey(key));
    return canonicalJson(parseJson(verifier.releasePolicy(found, root ?? null)));
  },
};

function digestsOf(files) {
  return new Map(Object.entries(files).map(([path, digits]) => [path, fromHex(digits)]));
}

for await (const line of createInterface({ input: process.stdin })) {
  const { command, ...asked } = JSON.parse(line);
  let answer;
  try {
    answer = await commands[command](asked);
  } catch (error) {
    answer = ['MalformedReceipt', 'MalformedJson', 'UnusableTile'].includes(error.name) ? error.name
      : error.name === 'RefusedRelease' ? error.code : String(error.stack);
  }
  console.log(answer.replaceAll('\n', ' '));
}
