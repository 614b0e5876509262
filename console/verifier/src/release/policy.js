// SPDX-License-Identifier: Apache-2.0

import { prettyJson } from '../receipt/canonical.js';
import { RefusedRelease } from './refused.js';

const DIGEST = /^[0-9a-f]{64}$/;

/**
 * The policy that accepts a released image and no other, as `strongroom policy from-release` makes
 * it.
 *
 * @param release as `verifyRelease` gives
 * @param simulatedRoot SHA-256 of the root under which simulated evidence is accepted, or null
 * @returns its text
 * @throws {RefusedRelease} `release.simulated` if the image makes simulated evidence and no root is
 *   named, or the other way round
 */
export function releasePolicy(release, simulatedRoot = null) {
  if (release.simulated && simulatedRoot === null) {
    throw new RefusedRelease('simulated', 'the image makes simulated evidence, which no hardware'
      + ' stands behind: its root has to be named');
  }
  if (!release.simulated && simulatedRoot !== null) {
    throw new RefusedRelease('simulated', 'the image makes no simulated evidence: no root for it');
  }
  if (simulatedRoot !== null && !DIGEST.test(simulatedRoot)) {
    throw new RefusedRelease('simulated', 'a root is named by 64 small hexadecimal digits');
  }
  const { image, repository, commit, measurements } = release;
  return prettyJson(new Map([
    ['version', 1],
    ['kind', 'nitro-enclave'],
    ['comment', `${image} of ${repository}@${commit}`
      + (release.simulated ? ': SIMULATED, not protected by hardware' : '')],
    ...(simulatedRoot === null ? [] : [['anchors', [new Map([
      ['name', 'simulated'], ['sha256', simulatedRoot], ['simulated', true]])]]]),
    ['image', required([new Map([
      ['name', `${image} ${commit}`],
      ...['pcr0', 'pcr1', 'pcr2'].map((name) => [name, measurements.get(name)])])])],
    ['signer', measurements.has('pcr8') ? required([measurements.get('pcr8')])
      : ignored("the image isn't signed; PCR 0 pins it")],
    ['role', ignored('any role may run the released image')],
    ['instance', ignored('any instance may run the released image')],
    ['nonce', ignored('the attested channel has a nonce of its own')],
    ['publicKey', required(true)],
    ['userData', required(true)],
    ['age', required('PT5M')],
  ]));
}

function required(value) {
  return new Map([['require', value]]);
}

function ignored(why) {
  return new Map([['ignore', why]]);
}
