// SPDX-License-Identifier: Apache-2.0

import { sha256 } from '../bytes.js';
import { Sha256 } from './sha256.js';

/** Up to here a file is read at once and left to WebCrypto, which is faster. */
const AT_ONCE = 8 * 1024 * 1024;

/** After so many bytes the page gets its turn. */
const TURN = 4 * 1024 * 1024;

/** The file isn't there any more as it was when it was chosen. */
export class FileChanged extends Error {
  constructor(name) {
    super(`${name} can't be read, or has changed since it was chosen`);
    this.name = 'FileChanged';
  }
}

/**
 * SHA-256 of a chosen file, which never leaves the page. WebCrypto digests nothing in pieces, so
 * that long files are digested by {@link Sha256}, and no file has to fit into memory.
 *
 * @param {Blob} file
 * @param {(bytes: number) => void} [read] told how many bytes came, each time some came
 * @returns {Promise<Uint8Array>} 32 bytes
 * @throws {FileChanged} if the browser can't read it, or it has another length than it had
 */
export async function fileDigest(file, read = () => {}) {
  try {
    return file.size <= AT_ONCE ? await atOnce(file, read) : await inPieces(file, read);
  } catch (error) {
    // What browsers say of files that were changed, moved or never readable, and of folders.
    throw ['NotReadableError', 'NotFoundError', 'SecurityError'].includes(error.name)
      ? new FileChanged(file.name ?? 'the file') : error;
  }
}

async function atOnce(file, read) {
  const bytes = await file.arrayBuffer();
  whole(file, bytes.byteLength);
  read(bytes.byteLength);
  return sha256(bytes);
}

async function inPieces(file, read) {
  const digest = new Sha256();
  const reader = file.stream().getReader();
  let length = 0;
  let turn = TURN;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    digest.update(value);
    length += value.length;
    read(value.length);
    if (length >= turn) {
      turn = length + TURN;
      await new Promise((resolve) => setTimeout(resolve));
    }
  }
  whole(file, length);
  return digest.digest();
}

function whole(file, length) {
  if (length !== file.size) {
    throw new FileChanged(file.name ?? 'the file');
  }
}
