// SPDX-License-Identifier: Apache-2.0

import { asUtf8, utf8 } from '../bytes.js';
import { JsonNode, MalformedJson } from '../json.js';
import { canonicalJson } from './canonical.js';
import { parseCheckpoint } from './checkpoint.js';
import { entryOf } from './entry.js';
import { epochOf } from './epoch-entry.js';
import { base64Bytes, hashes, hexBytes, listOf, wholeNumber } from './fields.js';
import { MalformedReceipt } from './malformed.js';
import { manifestOf } from './manifest.js';

const MAX_LENGTH = 64 * 1024;
const MAX_LENGTH_WITH_MANIFEST = 1024 * 1024;
const MAX_PATH = 63;
const MAX_ANCHORS = 16;
const MEMBERS = ['$schema', 'receipt', 'simulated', 'entry', 'salt', 'index', 'inclusion',
  'checkpoint', 'epoch', 'coseSignature', 'anchors', 'manifest'];

/**
 * Reads a receipt file strictly (docs/receipt.md, section 4); nothing in it is verified.
 *
 * @param {Uint8Array|string} file
 * @returns `{simulated, entry, salt, index, inclusion, checkpoint, epoch: {entry, statement,
 *   evidence, inclusion}, coseSignature, anchors, manifest}`; what is absent is null
 * @throws {MalformedReceipt} if it isn't one; says where and why
 */
export function parseReceipt(file) {
  const text = typeof file === 'string' ? file
    : file.length > MAX_LENGTH_WITH_MANIFEST ? null : asUtf8(file);
  if (text === null) {
    throw new MalformedReceipt("the receipt isn't UTF-8, or longer than a mebibyte");
  }
  try {
    return read(text);
  } catch (error) {
    throw error instanceof MalformedJson ? new MalformedReceipt(`the receipt: ${error.message}`)
      : error;
  }
}

function read(text) {
  limit(text, MAX_LENGTH_WITH_MANIFEST);
  const node = JsonNode.parse(text);
  node.member('receipt').integer(1, 1);
  node.only(MEMBERS);
  const manifest = node.optional('manifest');
  if (manifest === null) {
    limit(text, MAX_LENGTH);
  }
  const salt = node.optional('salt');
  return Object.freeze({
    simulated: node.member('simulated').flag,
    entry: entryOf(node.member('entry')),
    salt: salt === null ? null : hexBytes(salt, 32),
    index: wholeNumber(node.member('index')),
    inclusion: hashes(node.member('inclusion'), MAX_PATH),
    checkpoint: parseCheckpoint(node.member('checkpoint').text),
    epoch: epoch(node.member('epoch')),
    coseSignature: signatureOf(node.optional('coseSignature')),
    anchors: anchorsOf(node.optional('anchors')),
    manifest: manifest === null ? null : manifestOf(manifest),
  });
}

/** The log key's signature for COSE, or null. */
export function signatureOf(node) {
  return node === null ? null : base64Bytes(node, 64);
}

/** Anchors, possibly none. */
export function anchorsOf(node) {
  return node === null ? [] : listOf(node, MAX_ANCHORS).map(anchor);
}

/** Refuses text that is too long to be read. */
export function limit(text, most) {
  // A UTF-16 unit has three bytes at most.
  if (text.length > most / 3 && utf8(text).length > most) {
    throw new MalformedReceipt(`a receipt of more than ${most} bytes`);
  }
}

function epoch(node) {
  node.only(['entry', 'inclusion']);
  return Object.freeze({
    ...epochOf(entryOf(node.member('entry'))),
    inclusion: hashes(node.member('inclusion'), MAX_PATH),
  });
}

/** Evidence of time or order beside the witnesses. */
function anchor(node) {
  const kind = node.member('kind').text;
  if (kind === 'rfc3161') {
    node.only(['kind', 'token']);
    return Object.freeze({ kind, token: base64Bytes(node.member('token')) });
  }
  if (kind !== 'dynamodb') {
    throw node.member('kind').error('an anchor of no known kind');
  }
  node.only(['kind', 'table', 'region', 'item']);
  return Object.freeze({
    kind,
    table: node.member('table').text,
    region: node.member('region').text,
    item: row(node.member('item')),
  });
}

function row(node) {
  if (!(node.value instanceof Map)) {
    throw node.error('an object is needed');
  }
  try {
    return canonicalJson(node.value);
  } catch (error) {
    throw node.error(error.message);
  }
}
