// SPDX-License-Identifier: Apache-2.0

import { hexBytes, instantOf } from './fields.js';

const MEMBERS = ['kind', 'time', 'algorithm', 'digest', 'attribution', 'metadata', 'notBefore'];
const ATTRIBUTION = ['name', 'title', 'message'];
const BEACON = ['source', 'round', 'value', 'time'];
const DIGEST = 32;

/**
 * Reads an entry of kind `proof`: that somebody had a digest entered. What it says besides are
 * their words.
 *
 * @returns the digest, 32 bytes
 * @throws {MalformedJson} if it isn't one
 */
export function proofDigest({ content }) {
  content.only(MEMBERS);
  if (content.member('algorithm').text !== 'sha-256') {
    throw content.member('algorithm').error('only sha-256 is understood');
  }
  const digest = hexBytes(content.member('digest'), DIGEST);
  attribution(content.optional('attribution'));
  metadata(content.optional('metadata'));
  beacon(content.optional('notBefore'));
  return digest;
}

function attribution(node) {
  node?.only(ATTRIBUTION);
  ATTRIBUTION.forEach((name) => node?.optional(name)?.text);
}

function metadata(node) {
  node?.names.forEach((name) => node.member(name).anyText);
}

function beacon(node) {
  if (node === null) {
    return;
  }
  node.only(BEACON);
  [node.member('source'), node.optional('round'), node.member('value')].forEach((one) => one?.text);
  const time = node.optional('time');
  if (time !== null) {
    instantOf(time);
  }
}
