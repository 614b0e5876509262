// SPDX-License-Identifier: Apache-2.0

import { asUtf8, hex } from './bytes.js';
import { MalformedEvidence } from './malformed.js';

const UNSIGNED = 0;
const NEGATIVE = 1;
const BYTE_STRING = 2;
const TEXT_STRING = 3;
const ARRAY = 4;
const MAP = 5;
const TAG = 6;
const BREAK = 0xff;
const NULL = 0xf6;
const BOOLEANS = [0xf4, 0xf5];
const INDEFINITE_INFO = 31;
const MAX_DEPTH = 8;
const MAX_SKIPPED_ENTRIES = 128;
const LEAST = { 1: 24n, 2: 1n << 8n, 4: 1n << 16n, 8: 1n << 32n };

/** Stands for the number of entries of a container that a break closes. */
const INDEFINITE = -1;

/**
 * Reads the strict subset of CBOR (RFC 8949) that evidence is made of: shortest forms, strings of
 * definite length, no floats, no tags but where one is asked for. Strings are views of the input.
 */
export class CborReader {
  #input;
  #base;
  #at = 0;
  #skipped = 0;

  /** @param base where the input starts in the whole evidence, for offsets in errors */
  constructor(input, base = 0) {
    this.#input = input;
    this.#base = base;
  }

  get offset() {
    return this.#base + this.#at;
  }

  /** Reads a tag if it stands here; says whether it did. */
  tagIf(number) {
    const start = this.#at;
    if (start < this.#input.length && this.#input[start] >>> 5 === TAG
        && this.#argument() === BigInt(number)) {
      return true;
    }
    this.#at = start;
    return false;
  }

  /** Reads the head of an array of exactly so many items. */
  arrayOf(items) {
    const start = this.#at;
    if (this.arrayHeader() !== items) {
      throw this.#error('cbor.type', start, `expected an array of ${items} items`);
    }
  }

  arrayHeader() {
    return this.#container(ARRAY, 'an array');
  }

  mapHeader() {
    return this.#container(MAP, 'a map');
  }

  /** Whether another entry follows; reads the break that closes a container of indefinite length. */
  more(count, read) {
    if (count !== INDEFINITE) {
      return read < count;
    }
    if (this.#initial() !== BREAK) {
      return true;
    }
    this.#at++;
    return false;
  }

  /** A BigInt of at most 63 bits. */
  integer() {
    const start = this.#at;
    const major = this.#initial() >>> 5;
    if (major !== UNSIGNED && major !== NEGATIVE) {
      throw this.#unexpected('an integer');
    }
    const value = this.#argument();
    if (value >= 1n << 63n) {
      throw this.#error('cbor.integer-range', start, 'integer beyond 63 bits');
    }
    return major === UNSIGNED ? value : -1n - value;
  }

  byteString() {
    return this.#string(BYTE_STRING, 'a byte string');
  }

  textString() {
    const start = this.#at;
    const text = asUtf8(this.#string(TEXT_STRING, 'a text string'));
    if (text === null) {
      throw this.#error('cbor.utf8', start, "text string that isn't UTF-8");
    }
    return text;
  }

  /** Reads null if it stands here; says whether it did. */
  nullIf() {
    if (this.#initial() !== NULL) {
      return false;
    }
    this.#at++;
    return true;
  }

  /** Skips one well-formed item of any accepted type. */
  skip(depth = 0) {
    const start = this.#at;
    if (depth > MAX_DEPTH) {
      throw this.#error('cbor.depth', start, `nested deeper than ${MAX_DEPTH}`);
    }
    const initial = this.#initial();
    switch (initial >>> 5) {
      case UNSIGNED:
      case NEGATIVE:
        this.integer();
        break;
      case BYTE_STRING:
        this.byteString();
        break;
      case TEXT_STRING:
        this.textString();
        break;
      case ARRAY: {
        const count = this.arrayHeader();
        for (let i = 0; this.more(count, i); i++) {
          this.skip(depth + 1);
        }
        break;
      }
      case MAP:
        this.#skipMap(depth);
        break;
      case TAG:
        throw this.#error('cbor.tag', start, 'tag where none is allowed');
      default:
        if (initial !== NULL && !BOOLEANS.includes(initial)) {
          throw this.#error('cbor.simple', start, `float or simple value 0x${initial.toString(16)}`);
        }
        this.#at++;
    }
  }

  #skipMap(depth) {
    const count = this.mapHeader();
    const keys = new Set();
    for (let i = 0; this.more(count, i); i++) {
      const key = this.#at;
      if (++this.#skipped > MAX_SKIPPED_ENTRIES) {
        throw this.#error('cbor.too-many-entries', key, 'more map entries than anyone should skip');
      }
      const type = this.#initial() >>> 5;
      if (type === ARRAY || type === MAP) {
        throw this.#error('cbor.key-type', key, 'array or map as a map key');
      }
      this.skip(depth + 1);
      // Scalars have one encoding each here, so different bytes are different keys.
      const encoded = hex(this.#input.subarray(key, this.#at));
      if (keys.has(encoded)) {
        throw this.#error('cbor.duplicate-key', key, 'map key that stood before');
      }
      keys.add(encoded);
      this.skip(depth + 1);
    }
  }

  /** Makes sure that nothing follows. */
  end() {
    const left = this.#input.length - this.#at;
    if (left !== 0) {
      throw this.#error('cbor.trailing-bytes', this.#at, `${left} bytes after the end`);
    }
  }

  #container(major, wanted) {
    const start = this.#at;
    const initial = this.#initial();
    if (initial >>> 5 !== major) {
      throw this.#unexpected(wanted);
    }
    if ((initial & 0x1f) === INDEFINITE_INFO) {
      this.#at++;
      return INDEFINITE;
    }
    const count = this.#argument();
    // Every entry takes at least a byte.
    if (count > BigInt(this.#input.length - this.#at)) {
      throw this.#error('cbor.length', start, 'container longer than the input');
    }
    return Number(count);
  }

  #string(major, wanted) {
    const start = this.#at;
    const initial = this.#initial();
    if (initial >>> 5 !== major) {
      throw this.#unexpected(wanted);
    }
    if ((initial & 0x1f) === INDEFINITE_INFO) {
      throw this.#error('cbor.chunked-string', start, 'string of indefinite length');
    }
    const length = this.#argument();
    if (length > BigInt(this.#input.length - this.#at)) {
      throw this.#error('cbor.length', start, 'string longer than the input');
    }
    const from = this.#at;
    this.#at += Number(length);
    return this.#input.subarray(from, this.#at);
  }

  /** The number in an item's head, a BigInt of at most 64 bits. */
  #argument() {
    const start = this.#at;
    const info = this.#initial() & 0x1f;
    this.#at++;
    if (info < 24) {
      return BigInt(info);
    }
    if (info > 27) {
      throw this.#error('cbor.reserved', start, `reserved or misplaced additional information ${info}`);
    }
    const width = 1 << (info - 24);
    if (width > this.#input.length - this.#at) {
      throw this.#error('cbor.truncated', start, "input ends inside an item's head");
    }
    let value = 0n;
    for (let i = 0; i < width; i++) {
      value = (value << 8n) | BigInt(this.#input[this.#at++]);
    }
    if (value < LEAST[width]) {
      throw this.#error('cbor.not-shortest', start, 'number not in its shortest form');
    }
    return value;
  }

  #initial() {
    if (this.#at >= this.#input.length) {
      throw this.#error('cbor.truncated', this.#at, 'input ends where an item should start');
    }
    return this.#input[this.#at];
  }

  #unexpected(wanted) {
    const found = this.#initial().toString(16);
    return this.#error('cbor.type', this.#at, `expected ${wanted}, found 0x${found}`);
  }

  #error(code, at, message) {
    return new MalformedEvidence(code, this.#base + at, message);
  }
}

/** The head of a byte string of so many bytes, in its shortest form (RFC 8949, 3). */
export function byteStringHead(length) {
  if (length < 24) {
    return Uint8Array.of(0x40 | length);
  }
  return length < 256
    ? Uint8Array.of(0x58, length)
    : Uint8Array.of(0x59, length >>> 8, length & 0xff);
}
