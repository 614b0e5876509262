// SPDX-License-Identifier: Apache-2.0

/** Universal tags, constructed bit included where DER demands it. */
export const Tag = Object.freeze({
  BOOLEAN: 0x01,
  INTEGER: 0x02,
  BIT_STRING: 0x03,
  OCTET_STRING: 0x04,
  OBJECT_IDENTIFIER: 0x06,
  UTF8_STRING: 0x0c,
  PRINTABLE_STRING: 0x13,
  IA5_STRING: 0x16,
  UTC_TIME: 0x17,
  GENERALIZED_TIME: 0x18,
  SEQUENCE: 0x30,
  SET: 0x31,
});

const UTC = /^(\d{2})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const GENERALIZED = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;

/** More characters than any time has, so that a longer one doesn't fit either. */
const LONGEST_TIME = 16;

/** The bytes aren't the DER that is expected. */
export class DerError extends Error {
  constructor(offset, message) {
    super(`${message} (byte ${offset})`);
    this.name = 'DerError';
  }
}

/**
 * Reads DER (ITU-T X.690) element by element: definite lengths in their shortest form, tags of one
 * byte, nothing left over. Contents are views of the input.
 */
export class DerReader {
  #input;
  #base;
  #at = 0;

  constructor(input, base = 0) {
    this.#input = input;
    this.#base = base;
  }

  get more() {
    return this.#at < this.#input.length;
  }

  get offset() {
    return this.#base + this.#at;
  }

  /** Whether the next element has this tag. */
  next(tag) {
    return this.more && this.#input[this.#at] === tag;
  }

  /** A reader of the next element's content. */
  enter(tag) {
    const content = this.content(tag);
    return new DerReader(content, this.#base + this.#at - content.length);
  }

  /** The next element's content. */
  content(tag) {
    if (!this.next(tag)) {
      throw this.#error(`expected tag 0x${tag.toString(16)}`);
    }
    if (this.#at + 1 >= this.#input.length) {
      throw this.#error('element without a length');
    }
    let length = this.#input[this.#at + 1];
    let from = this.#at + 2;
    if (length >= 0x80) {
      const width = length & 0x7f;
      if (width === 0 || width > 3 || width > this.#input.length - from) {
        throw this.#error('indefinite, reserved, oversized or truncated length');
      }
      length = 0;
      for (let i = 0; i < width; i++) {
        length = length * 256 + this.#input[from++];
      }
      if (length < 0x80 || length >>> (8 * (width - 1)) === 0) {
        throw this.#error('length not in its shortest form');
      }
    }
    if (length > this.#input.length - from) {
      throw this.#error('element longer than what encloses it');
    }
    this.#at = from + length;
    return this.#input.subarray(from, this.#at);
  }

  /** The next element with its tag and length. */
  element(tag) {
    const start = this.#at;
    this.content(tag);
    return this.#input.subarray(start, this.#at);
  }

  bool() {
    const start = this.offset;
    const content = this.content(Tag.BOOLEAN);
    if (content.length !== 1 || (content[0] !== 0 && content[0] !== 0xff)) {
      throw new DerError(start, 'boolean that is neither 00 nor ff');
    }
    return content[0] !== 0;
  }

  /** An INTEGER's content in its shortest form. */
  integer(limit) {
    const start = this.offset;
    const content = this.content(Tag.INTEGER);
    const padded = content.length > 1
      && ((content[0] === 0 && content[1] < 0x80) || (content[0] === 0xff && content[1] >= 0x80));
    if (content.length === 0 || content.length > limit || padded) {
      throw new DerError(start, 'integer empty, too long or not in its shortest form');
    }
    return content;
  }

  /** An INTEGER from 0 to 127. */
  smallInteger() {
    const start = this.offset;
    const value = this.integer(1)[0];
    if (value > 127) {
      throw new DerError(start, 'negative integer');
    }
    return value;
  }

  /** A BIT STRING of whole bytes. */
  wholeBitString() {
    const start = this.offset;
    const content = this.content(Tag.BIT_STRING);
    if (content.length === 0 || content[0] !== 0) {
      throw new DerError(start, "bit string that isn't whole bytes");
    }
    return content.subarray(1);
  }

  /** A BIT STRING of at most 16 named bits; bit n of the string is bit n of the result. */
  namedBits() {
    const start = this.offset;
    const content = this.content(Tag.BIT_STRING);
    const bytes = content.length - 1;
    const unused = content.length === 0 ? 8 : content[0];
    if (bytes < 0 || bytes > 2 || unused > 7 || (bytes === 0 && unused !== 0)) {
      throw new DerError(start, 'named bits badly formed');
    }
    let bits = 0;
    for (let n = 0; n < 8 * bytes; n++) {
      const set = (content[1 + (n >>> 3)] & (0x80 >>> (n % 8))) !== 0;
      if (set && n >= 8 * bytes - unused) {
        throw new DerError(start, 'unused bit set');
      }
      bits |= set ? 1 << n : 0;
    }
    return bits;
  }

  /** A time of whole seconds in UTC (RFC 5280, 4.1.2.5), in milliseconds since 1970, a BigInt. */
  time() {
    const start = this.offset;
    const utc = this.next(Tag.UTC_TIME);
    const content = this.content(utc ? Tag.UTC_TIME : Tag.GENERALIZED_TIME);
    const form = utc ? UTC : GENERALIZED;
    const found = form.exec(String.fromCharCode(...content.subarray(0, LONGEST_TIME)));
    if (!found) {
      throw new DerError(start, "time that isn't whole seconds in UTC");
    }
    const [year, month, day, hour, minute, second] = found.slice(1).map(Number);
    // RFC 5280, 4.1.2.5.1: two digits from 50 on lie in the twentieth century.
    const whole = !utc ? year : year >= 50 ? 1900 + year : 2000 + year;
    const date = new Date(0);
    date.setUTCFullYear(whole, month - 1, day);
    date.setUTCHours(hour, minute, second);
    const same = date.getUTCFullYear() === whole && date.getUTCMonth() === month - 1
      && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 60;
    if (!same) {
      throw new DerError(start, 'no such date or time');
    }
    return BigInt(date.getTime());
  }

  /** What wasn't read yet. */
  rest() {
    return this.#input.subarray(this.#at);
  }

  /** Makes sure that nothing follows. */
  end() {
    if (this.more) {
      throw this.#error(`${this.#input.length - this.#at} bytes after the end`);
    }
  }

  #error(message) {
    return new DerError(this.#base + this.#at, message);
  }
}
