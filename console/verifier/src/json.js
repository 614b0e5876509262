// SPDX-License-Identifier: Apache-2.0

/** The text isn't the JSON that is expected. */
export class MalformedJson extends Error {
  constructor(place, message) {
    super(place === '' ? message : `${place}: ${message}`);
    this.name = 'MalformedJson';
    this.place = place;
  }
}

const MAX_DEPTH = 16;
const MAX_LENGTH = 1 << 20;
const MAX_NAME = 50_000;
const WHITE = /[ \t\r\n]*/y;
const TEXT = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
/** What the Java library takes for blank, which is less than `trim` cuts off. */
const BLANK = /^[\t-\r\u001c-\u0020\u1680\u2000-\u2006\u2008-\u200a\u2028\u2029\u205f\u3000]*$/;
const NUMBER = /-?(?:0|[1-9]\d*)(?![\d.eE])/y;

/**
 * Reads JSON text strictly: JSON.parse keeps the last of two members of the same name and says
 * nothing, here that is an error, as are null, fractions and whole numbers beyond 2^53 - 1.
 */
export function parseJson(text) {
  if (text.length > MAX_LENGTH) {
    throw new MalformedJson('', `longer than ${MAX_LENGTH} characters`);
  }
  const reader = new Reader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class Reader {
  #text;
  #at = 0;

  constructor(text) {
    this.#text = text;
  }

  value(depth) {
    this.#take(WHITE);
    switch (this.#text[this.#at]) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#list(depth);
      case '"':
        return this.#string();
      case 't':
        return this.#word('true', true);
      case 'f':
        return this.#word('false', false);
      default:
        return this.#number();
    }
  }

  end() {
    this.#take(WHITE);
    if (this.#at !== this.#text.length) {
      throw this.#error('more text after the end');
    }
  }

  #object(depth) {
    const members = new Map();
    this.#entries('{', '}', depth, () => {
      const name = this.#string();
      if (name.length > MAX_NAME) {
        throw this.#error('a name that is too long');
      }
      if (members.has(name)) {
        throw this.#error(`"${name}" stood before`);
      }
      this.#take(WHITE);
      this.#sign(':');
      members.set(name, this.value(depth + 1));
    });
    return members;
  }

  #list(depth) {
    const items = [];
    this.#entries('[', ']', depth, () => items.push(this.value(depth + 1)));
    return items;
  }

  #entries(open, close, depth, read) {
    if (depth >= MAX_DEPTH) {
      throw this.#error('nested too deeply');
    }
    this.#sign(open);
    this.#take(WHITE);
    if (this.#text[this.#at] === close) {
      this.#at++;
      return;
    }
    for (;;) {
      this.#take(WHITE);
      read();
      this.#take(WHITE);
      if (this.#text[this.#at] !== ',') {
        this.#sign(close);
        return;
      }
      this.#at++;
    }
  }

  #string() {
    return JSON.parse(this.#take(TEXT) ?? this.#fail('a text is expected'));
  }

  #number() {
    const value = Number(this.#take(NUMBER) ?? this.#fail('no value that is accepted here'));
    if (!Number.isSafeInteger(value)) {
      throw this.#error('a number that is too large');
    }
    return value;
  }

  #word(word, value) {
    if (!this.#text.startsWith(word, this.#at)) {
      throw this.#error('no value that is accepted here');
    }
    this.#at += word.length;
    return value;
  }

  #sign(sign) {
    if (this.#text[this.#at] !== sign) {
      throw this.#error(`${sign} is expected`);
    }
    this.#at++;
  }

  #take(pattern) {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text);
    if (found === null) {
      return null;
    }
    this.#at += found[0].length;
    return found[0];
  }

  #fail(message) {
    throw this.#error(message);
  }

  #error(message) {
    return new MalformedJson('', `${message} (character ${this.#at})`);
  }
}

/** A value together with its place, so that every complaint says where. Objects are Maps. */
export class JsonNode {
  constructor(value, place = '') {
    this.value = value;
    this.place = place;
  }

  static parse(text) {
    return new JsonNode(parseJson(text));
  }

  /** The member of this name. */
  member(name) {
    return this.optional(name) ?? this.#fail(`"${name}" is missing`);
  }

  /** The member of this name, or null. */
  optional(name) {
    const found = this.#object().get(name);
    const place = this.place === '' ? name : `${this.place}.${name}`;
    return found === undefined ? null : new JsonNode(found, place);
  }

  get names() {
    return [...this.#object().keys()];
  }

  /** Refuses other members. */
  only(known) {
    const unknown = this.names.filter((name) => !known.includes(name));
    if (unknown.length > 0) {
      throw this.error(`unknown: ${unknown.sort().join(', ')}`);
    }
  }

  /** The items of a list that isn't empty. */
  get items() {
    if (!Array.isArray(this.value) || this.value.length === 0) {
      throw this.error('a list with at least one item is needed');
    }
    return this.value.map((item, i) => new JsonNode(item, `${this.place}[${i}]`));
  }

  /** A text that isn't blank. */
  get text() {
    if (BLANK.test(this.anyText)) {
      throw this.error('a text is needed');
    }
    return this.value;
  }

  /** A text, which may be blank. */
  get anyText() {
    if (typeof this.value !== 'string') {
      throw this.error('a text is needed');
    }
    return this.value;
  }

  /** A whole number from `least` to `most`. */
  integer(least, most) {
    if (typeof this.value !== 'number' || this.value < least || this.value > most) {
      throw this.error(`a whole number from ${least} to ${most} is needed`);
    }
    return this.value;
  }

  get flag() {
    if (typeof this.value !== 'boolean') {
      throw this.error('true or false is needed');
    }
    return this.value;
  }

  error(message) {
    return new MalformedJson(this.place, message);
  }

  #object() {
    return this.value instanceof Map ? this.value : this.#fail('an object is needed');
  }

  #fail(message) {
    throw this.error(message);
  }
}
