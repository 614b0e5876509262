// SPDX-License-Identifier: Apache-2.0

import { parsePolicy } from './verifier/index.js';

const PCR = /^[0-9a-f]{96}$/i;
const PINNED = 'pinned by PCR 0, pasted into the page';

/** What a visitor typed can't be understood. */
export class UnclearExpectation extends Error {}

/**
 * The policy that a visitor means: PCR 0 of the image, a policy's text, or nothing.
 * @returns {{policy: object|null, json: string|null, words: string}} the policy, and as its text
 * @throws {UnclearExpectation}
 */
export function expectation(text) {
  const wanted = text.trim();
  if (wanted === '') {
    return { policy: null, json: null, words: '' };
  }
  if (PCR.test(wanted.replace(/\s+/g, ''))) {
    const json = ofImage(wanted.replace(/\s+/g, ''));
    return { policy: parsePolicy(json), json, words: 'the image with this PCR 0' };
  }
  try {
    return { policy: parsePolicy(wanted), json: wanted, words: 'this policy' };
  } catch (error) {
    throw new UnclearExpectation(wanted.startsWith('{')
      ? `This policy can't be read: ${error.message}`
      : 'This is neither 96 hexadecimal digits nor the text of a policy.');
  }
}

/** Only the program counts: under AWS's root, not in debug mode, any instance, young evidence. */
function ofImage(pcr0) {
  return JSON.stringify({
    version: 1,
    kind: 'nitro-enclave',
    image: { require: [{ name: 'the pasted value', pcr0 }] },
    signer: { ignore: PINNED },
    role: { ignore: PINNED },
    instance: { ignore: PINNED },
    nonce: { ignore: "the enclave's key signs the page's nonce: channel.nonce" },
    publicKey: { ignore: 'compared by channel.statement' },
    userData: { ignore: 'compared by channel.statement' },
    age: { require: 'PT10M' },
  });
}
