// SPDX-License-Identifier: Apache-2.0

/** Text that isn't JSON, from here on. */
export class BrokenJson extends Error {}

const WHITE = /[ \t\r\n]*/y;
const TEXT = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /true|false|null/y;

/**
 * Reads JSON piece by piece, numbers as they are written: a request or a response is somebody
 * else's, has members that nobody here knows, and `JSON.parse` forgets how a number stood there.
 */
export class JsonTokens {
  #text;
  #at = 0;
  #deepest;

  /** @param deepest so many objects and lists may stand in one another */
  constructor(text, deepest) {
    this.#text = text;
    this.#deepest = deepest;
  }

  /** The sign that comes next, after white space; undefined at the end. */
  get sign() {
    this.#take(WHITE);
    return this.#text[this.#at];
  }

  /**
   * Reads an object.
   * @param each called with every member's name and has to read its value
   */
  object(each, depth = 1) {
    this.#list('{', '}', depth, () => {
      const name = this.string();
      this.#expect(':');
      each(name);
    });
  }

  string() {
    return JSON.parse(this.#needed(TEXT));
  }

  /** A number as it is written; null if the next value is none. */
  number() {
    this.#take(WHITE);
    return this.#take(NUMBER);
  }

  /** Reads any value and forgets it. */
  skip(depth = 1) {
    switch (this.sign) {
      case '{':
        this.object(() => this.skip(depth + 1), depth);
        break;
      case '[':
        this.#list('[', ']', depth, () => this.skip(depth + 1));
        break;
      case '"':
        this.#needed(TEXT);
        break;
      default:
        this.number() ?? this.#needed(WORD);
    }
  }

  #list(open, close, depth, read) {
    if (depth > this.#deepest) {
      throw new BrokenJson();
    }
    this.#expect(open);
    if (this.sign === close) {
      this.#at++;
      return;
    }
    for (;;) {
      read();
      if (this.sign !== ',') {
        this.#expect(close);
        return;
      }
      this.#at++;
    }
  }

  #expect(sign) {
    if (this.sign !== sign) {
      throw new BrokenJson();
    }
    this.#at++;
  }

  #needed(pattern) {
    this.#take(WHITE);
    const found = this.#take(pattern);
    if (found === null) {
      throw new BrokenJson();
    }
    return found;
  }

  #take(pattern) {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    this.#at += found?.length ?? 0;
    return found;
  }
}
