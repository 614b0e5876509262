// SPDX-License-Identifier: Apache-2.0

import { equal, hex, sha256, utf8 } from '../bytes.js';
import { JsonNode } from '../json.js';
import { byUnits, canonicalJson, hasLoneSurrogate } from './canonical.js';
import { hexBytes } from './fields.js';

const DIGEST = 32;
const MEMBERS = ['manifest', 'files'];

/** How much longer a receipt may be with a manifest, and what a line of it has besides. */
const ROOM = (1024 - 64) * 1024;
const LINE = 16;

/**
 * Reads the files of a folder by their digests (docs/receipt.md, section 5).
 * @returns `{content, files}`, files a Map from path to SHA-256
 * @throws {MalformedJson} if it isn't a manifest
 */
export function manifestOf(node) {
  node.only(MEMBERS);
  node.member('manifest').integer(1, 1);
  const list = node.member('files');
  const files = new Map(list.names.map((path) => [path, hexBytes(list.member(path), DIGEST)]));
  if (files.size === 0) {
    throw list.error('a manifest without files');
  }
  for (const path of files.keys()) {
    if (!isPath(path)) {
      throw list.error('a path that leads out, or nowhere');
    }
  }
  return Object.freeze({ content: node.value, files });
}

/**
 * The manifest of a folder's files, as `strongroom prove` makes it.
 * @param digests Map from path, its parts apart by slashes, to SHA-256
 * @throws {MalformedJson} if there are none, or a path can't be one
 */
export function manifestFor(digests) {
  const files = new Map([...digests.keys()].sort(byUnits).map((path) => [path, hex(digests.get(path))]));
  return manifestOf(new JsonNode(new Map([['manifest', 1], ['files', files]])));
}

/** Whether a receipt has room for it. */
export function fitsReceipt(manifest) {
  return utf8(canonicalJson(manifest.content)).length + LINE * manifest.files.size <= ROOM;
}

function isPath(path) {
  return !path.includes('\0') && !hasLoneSurrogate(path)
    && path.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
}

/** SHA-256 of a manifest's canonical form: what is entered. */
export function manifestDigest(manifest) {
  return sha256(utf8(canonicalJson(manifest.content)));
}

/** The first path under which a digest is in the folder; null if it isn't. */
export function pathOf(manifest, digest) {
  return [...manifest.files.keys()].sort(byUnits)
    .find((path) => equal(manifest.files.get(path), digest)) ?? null;
}
