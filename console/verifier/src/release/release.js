// SPDX-License-Identifier: Apache-2.0

import { asUtf8, concat, utf8 } from '../bytes.js';
import { JsonNode, MalformedJson } from '../json.js';
import { madeBy } from './key.js';
import { RefusedRelease } from './refused.js';

const PAYLOAD_TYPE = 'application/vnd.in-toto+json';
const TYPES = {
  _type: 'https://in-toto.io/Statement/v1',
  predicateType: 'https://slsa.dev/provenance/v1',
  buildType: 'https://strongroom.dev/build/eif/v1',
};
const MOST_SIGNATURES = 16;
const SHA256 = 64;
const PCR = 96;
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const NAME = /^[A-Za-z0-9_][A-Za-z0-9._+-]{0,199}$/;
const SOURCE = /^git\+((https?|ssh|git):\/\/(?:[^/?#@\s]*@)?[^/?#@\s]+(?:\/[^\s?#]*)?)$/;
const SECRET = /^(?!ssh:)[a-z]+:\/\/[^/]*@|:\/\/[^/@]*:[^/@]*@/;
const COMMIT = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

/**
 * Verifies a signed release (docs/release.md): a DSSE envelope around an in-toto statement.
 *
 * @param {string} text of the file
 * @param key as `parseReleaseKey` gives: whose release it has to be
 * @returns `{image, sha256, measurements, simulated, repository, commit, builder}`: measurements
 *   is a Map from `pcr0`, `pcr1`, `pcr2` and, of a signed image, `pcr8` to digits
 * @throws {RefusedRelease} with a code as docs/release.md lists them
 */
export async function verifyRelease(text, key) {
  const { payloadType, payload, signatures } = envelope(text);
  const message = concat(
    utf8(`DSSEv1 ${utf8(payloadType).length} ${payloadType} ${payload.length} `), payload);
  const made = await Promise.all(signatures.map((value) => madeBy(key, value, message)));
  if (!made.includes(true)) {
    throw new RefusedRelease('bad-signature', "the key made none of the release's signatures");
  }
  if (payloadType !== PAYLOAD_TYPE) {
    throw new RefusedRelease('not-a-release', `a payload of type "${payloadType}"`);
  }
  return statement(payload);
}

function envelope(text) {
  return wellFormed('no DSSE envelope', () => {
    const root = JsonNode.parse(text);
    const items = root.member('signatures').items;
    const signatures = items.map((item) => {
      // Refuses a hint that isn't a text.
      item.optional('keyid')?.text;
      return base64(item.member('sig'));
    });
    if (signatures.length > MOST_SIGNATURES) {
      throw root.member('signatures').error(`more than ${MOST_SIGNATURES}`);
    }
    return {
      payloadType: root.member('payloadType').text, payload: base64(root.member('payload')), signatures };
  });
}

function statement(payload) {
  const text = asUtf8(payload);
  if (text === null) {
    throw new RefusedRelease('malformed', "the statement isn't UTF-8");
  }
  return wellFormed('no statement', () => {
    const root = JsonNode.parse(text);
    typed(root.member('_type'), TYPES._type);
    typed(root.member('predicateType'), TYPES.predicateType);
    const definition = root.member('predicate').member('buildDefinition');
    typed(definition.member('buildType'), TYPES.buildType);
    return release(root, definition);
  });
}

function release(root, definition) {
  const subjects = root.member('subject').items;
  if (subjects.length !== 1) {
    throw root.member('subject').error(`one image is needed, not ${subjects.length}`);
  }
  const [subject] = subjects;
  const annotations = subject.member('annotations');
  const unsigned = annotations.optional('strongroom_unsigned');
  const external = definition.member('externalParameters');
  const builder = root.member('predicate').member('runDetails').member('builder');
  const measurements = registers(annotations.member('strongroom_measurements'));
  const found = {
    image: subject.member('name').text,
    sha256: sha256(subject.member('digest')),
    measurements,
    simulated: simulated(annotations.member('strongroom_evidence')),
    ...source(external.member('source')),
    builder: builder.member('id').text,
  };
  // What else a release consists of has to be there.
  sha256(external.member('project').member('digest'));
  sha256(external.member('lock').member('digest'));
  builder.member('version').member('strongroom').text;
  definition.member('resolvedDependencies').items.forEach(dependency);
  if (unsigned !== null) {
    sha256(unsigned);
  }
  if ((unsigned !== null) !== measurements.has('pcr8') || !NAME.test(found.image)) {
    throw root.error('a signed image has PCR8 and another digest without it; an image has a name');
  }
  return Object.freeze(found);
}

function dependency(item) {
  if (item.member('digest').optional('sha256') !== null) {
    item.member('name').text;
    item.optional('uri')?.text;
    sha256(item.member('digest'));
  }
}

function registers(node) {
  const names = ['pcr0', 'pcr1', 'pcr2'];
  return new Map([...names, ...(node.optional('pcr8') === null ? [] : ['pcr8'])]
    .map((name) => [name, digits(node.member(name), PCR)]));
}

function simulated(node) {
  if (node.text !== 'simulated' && node.text !== 'hardware') {
    throw node.error('neither simulated nor hardware');
  }
  return node.text === 'simulated';
}

function source(node) {
  const uri = node.member('uri');
  const commit = node.member('digest').member('gitCommit').text;
  const repository = SOURCE.exec(uri.text)?.[1];
  if (repository === undefined || SECRET.test(repository)) {
    throw uri.error('no git repository that others reach');
  }
  if (!COMMIT.test(commit)) {
    throw node.error("no commit's full name");
  }
  return { repository, commit };
}

function typed(node, expected) {
  if (node.text !== expected) {
    throw new RefusedRelease('not-a-release',
      `${node.place} is "${node.text}" instead of "${expected}"`);
  }
}

function sha256(node) {
  return digits(node.member('sha256'), SHA256);
}

function digits(node, length) {
  if (node.text.length !== length || !/^[0-9a-f]*$/.test(node.text)) {
    throw node.error(`${length} small hexadecimal digits are needed`);
  }
  return node.text;
}

/** Ordinary or URL-safe: the format allows both. */
function base64(node) {
  const text = node.text.replaceAll('-', '+').replaceAll('_', '/');
  try {
    if (BASE64.test(text)) {
      return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    }
  } catch {
    // Refused below.
  }
  throw node.error('not base64');
}

function wellFormed(what, read) {
  try {
    return read();
  } catch (error) {
    throw error instanceof MalformedJson
      ? new RefusedRelease('malformed', `${what}: ${error.message}`) : error;
  }
}
