// SPDX-License-Identifier: Apache-2.0

import { equal, hex, sha256 } from '../bytes.js';
import { JsonNode, MalformedJson } from '../json.js';
import { toBase64 } from './base64.js';
import { prettyJson, sorted } from './canonical.js';
import { parseCheckpoint } from './checkpoint.js';
import { entryLeaf, entryOf, saltOf } from './entry.js';
import { epochOf } from './epoch-entry.js';
import { hashes, hexBytes, wholeNumber } from './fields.js';
import { MalformedReceipt } from './malformed.js';
import { anchorsOf, limit, signatureOf } from './parse.js';
import { proofDigest } from './proof-entry.js';
import { expandRange, InvalidProof } from './range.js';

const MAX_LENGTH = 64 * 1024;
const MAX_ENTRY = 16 * 1024;
const MAX_PATH = 63;
const PLACE = '0'.repeat(64);
const MEMBERS = ['compact', 'simulated', 'entry', 'seed', 'start', 'path', 'checkpoint', 'epoch',
  'coseSignature', 'anchors'];

/**
 * Reads what the notary answers about one or many digests (docs/receipt.md, section 6); nothing in
 * it is verified.
 * @throws {MalformedReceipt} if it isn't a compact receipt; says where and why
 */
export function parseCompactReceipt(text) {
  try {
    limit(text, MAX_LENGTH);
    return read(JsonNode.parse(text));
  } catch (error) {
    throw error instanceof MalformedJson
      ? new MalformedReceipt(`the compact receipt: ${error.message}`) : error;
  }
}

function read(node) {
  node.member('compact').integer(1, 1);
  node.only(MEMBERS);
  const epoch = node.member('epoch');
  epoch.only(['index', 'sha256', 'inclusion']);
  const anchors = node.optional('anchors');
  const note = node.member('checkpoint').text;
  anchorsOf(anchors);
  return Object.freeze({
    simulated: node.member('simulated').flag,
    common: template(node.member('entry')),
    seed: hexBytes(node.member('seed'), 32),
    start: wholeNumber(node.member('start')),
    path: hashes(node.member('path'), 2 * MAX_PATH),
    note,
    checkpoint: parseCheckpoint(note),
    epoch: Object.freeze({
      index: wholeNumber(epoch.member('index')),
      sha256: hexBytes(epoch.member('sha256'), 32),
      inclusion: hashes(epoch.member('inclusion'), MAX_PATH),
    }),
    coseSignature: signatureOf(node.optional('coseSignature')),
    anchors: anchors?.value ?? [],
  });
}

/** What the entries share: all of a proof's members but its digest. */
function template(node) {
  if (node.names.includes('digest')) {
    throw node.error('a template for digests with a digest of its own');
  }
  const entry = entryOf(new JsonNode(new Map([...node.value, ['digest', PLACE]])));
  if (entry.kind !== 'proof') {
    throw node.error("not a proof's entry");
  }
  proofDigest(entry);
  if (entry.encoded.length > MAX_ENTRY) {
    throw new MalformedReceipt(`a proof's entry of ${entry.encoded.length} bytes`);
  }
  return node.value;
}

/**
 * The receipt of each digest, as a file's content. That all of them lead to the checkpoint's root is
 * checked; nothing else is verified.
 *
 * @param compact as `parseCompactReceipt` gives
 * @param digests that were asked for, in that order, 32 bytes each
 * @param {string} begun the epoch's entry, as `GET /v1/log/epochs/INDEX` answers it
 * @returns a promise of Maps for `receiptText`
 * @throws {MalformedReceipt} if the answer isn't one for these digests, or the entry isn't the one
 *   that it refers to
 */
export async function expandCompactReceipt(compact, digests, begun) {
  const epoch = await epochEntry(compact, begun);
  const entries = digests.map((digest) =>
    entryOf(new JsonNode(new Map([...compact.common, ['digest', hex(digest)]]))));
  const salts = await Promise.all(entries.map((_, i) => saltOf(compact.seed, i)));
  const leaves = await Promise.all(entries.map((entry, i) => entryLeaf(entry, salts[i])));
  const paths = await pathsOf(compact, leaves);
  return entries.map((entry, i) => content(compact, epoch, entry, {
    salt: salts[i], index: compact.start + BigInt(i), path: paths[i] }));
}

async function epochEntry(compact, text) {
  let epoch;
  try {
    epoch = epochOf(entryOf(JsonNode.parse(text)));
  } catch (error) {
    throw error instanceof MalformedJson
      ? new MalformedReceipt(`the epoch's entry: ${error.message}`) : error;
  }
  if (!equal(await sha256(epoch.entry.encoded), compact.epoch.sha256)
      || epoch.statement.index !== compact.epoch.index) {
    throw new MalformedReceipt("the epoch's entry isn't the one that is referred to");
  }
  return epoch;
}

async function pathsOf({ start, path, checkpoint }, leaves) {
  let expanded;
  try {
    expanded = await expandRange(leaves, { start, size: checkpoint.size, path });
  } catch (error) {
    throw error instanceof InvalidProof
      ? new MalformedReceipt(`the compact receipt: ${error.message}`) : error;
  }
  if (!equal(expanded.root, checkpoint.root)) {
    throw new MalformedReceipt(
      "the compact receipt: these digests' entries aren't in the checkpoint's tree");
  }
  return expanded.paths;
}

function content(compact, epoch, entry, { salt, index, path }) {
  return new Map([
    ['receipt', 1],
    ['simulated', compact.simulated],
    ['entry', sorted(entry.content.value)],
    ['salt', hex(salt)],
    ['index', Number(index)],
    ['inclusion', path.map(toBase64)],
    ['checkpoint', compact.note],
    ['epoch', new Map([
      ['entry', sorted(epoch.entry.content.value)],
      ['inclusion', compact.epoch.inclusion.map(toBase64)],
    ])],
    ...(compact.coseSignature === null ? [] : [['coseSignature', toBase64(compact.coseSignature)]]),
    ...(compact.anchors.length === 0 ? [] : [['anchors', compact.anchors.map(anchor)]]),
  ]);
}

function anchor(row) {
  return new Map(['kind', 'token', 'table', 'region', 'item'].filter((name) => row.has(name))
    .map((name) => [name, name === 'item' ? sorted(row.get(name)) : row.get(name)]));
}

/**
 * A receipt's file, byte for byte as the Java library writes it.
 * @param content as `expandCompactReceipt` gives
 * @param manifest of the folder that was entered, as `manifestFor` gives, or null
 */
export function receiptText(content, manifest = null) {
  return prettyJson(manifest === null ? content
    : new Map([...content, ['manifest', manifestContent(manifest)]]));
}

function manifestContent({ content }) {
  return new Map([['manifest', content.get('manifest')], ['files', sorted(content.get('files'))]]);
}

/** The members of the entries that only whoever asked can have said. */
export function saidMembers({ common }) {
  return [...common.keys()].filter((name) =>
    !['kind', 'time', 'algorithm', 'notBefore'].includes(name));
}
