// SPDX-License-Identifier: Apache-2.0

import { asUtf8 } from '../bytes.js';
import { eventData, isEvents, split } from './chunks.js';
import { BrokenJson, JsonTokens } from './tokens.js';

/** As deep as gateways read requests. */
const DEEPEST_REQUEST = 256;

const DEEPEST_RESPONSE = 500;
const MOST_MEMBERS = 1000;
const MOST_TOKENS = 1n << 50n;
const LONG = 1n << 63n;
const WHOLE = /^-?\d+$/;
const COUNTS = new Map([['prompt_tokens', 'input'], ['input_tokens', 'input'],
  ['completion_tokens', 'output'], ['output_tokens', 'output']]);

/**
 * What a request in JSON says of the model and of sampling.
 * @returns `{model, numbers}`: null if it names none, and its numbers as they are written there; null
 *   if it isn't one JSON object
 */
export function sentParameters(body) {
  const text = asUtf8(body);
  const tokens = new JsonTokens(text ?? '', DEEPEST_REQUEST);
  let model = null;
  let members = 0;
  const numbers = new Map();
  const whole = readable(() => {
    tokens.object((name) => {
      if (++members > MOST_MEMBERS) {
        throw new BrokenJson();
      }
      const number = tokens.number();
      if (number !== null) {
        numbers.set(name, number);
      } else if (name === 'model' && tokens.sign === '"') {
        model = tokens.string();
      } else {
        tokens.skip(2);
      }
    });
    if (tokens.sign !== undefined) {
      throw new BrokenJson();
    }
  });
  return whole ? { model, numbers } : null;
}

/**
 * Tokens as a response says them: in `usage`, or `usage` of `response` or `message`. The last count
 * that is said counts.
 *
 * @param outputNeeded whether there is output that has to be counted; embeddings have none
 * @returns `{input, output}`, BigInts; null if it doesn't say them
 */
export function usageOf(outputNeeded, contentType, response) {
  const found = {};
  if (isEvents(contentType)) {
    split(contentType, response).map(eventData).filter((data) => data.includes('"usage"'))
      .forEach((data) => count(data, found));
  } else {
    count(asUtf8(response) ?? '', found);
  }
  return found.input === undefined || (outputNeeded && found.output === undefined) ? null
    : { input: found.input, output: found.output ?? 0n };
}

/** What stood before anything that can't be read counts all the same. */
function count(text, found) {
  const tokens = new JsonTokens(text, DEEPEST_RESPONSE);
  const members = (outer, depth) => tokens.object((name) => {
    const opens = tokens.sign === '{';
    if (opens && name === 'usage') {
      counts(tokens, found, depth + 1);
    } else if (opens && outer && (name === 'response' || name === 'message')) {
      members(false, depth + 1);
    } else {
      tokens.skip(depth + 1);
    }
  }, depth);
  readable(() => members(true, 1));
}

function counts(tokens, found, depth) {
  tokens.object((name) => {
    const number = tokens.number();
    if (number === null) {
      tokens.skip(depth + 1);
    } else if (WHOLE.test(number)) {
      const value = BigInt(number);
      if (value >= LONG || value < -LONG) {
        throw new BrokenJson();
      }
      const of = COUNTS.get(name);
      if (of !== undefined && value >= 0n && value <= MOST_TOKENS) {
        found[of] = value;
      }
    }
  }, depth);
}

function readable(read) {
  try {
    read();
    return true;
  } catch (error) {
    if (error instanceof BrokenJson) {
      return false;
    }
    throw error;
  }
}
