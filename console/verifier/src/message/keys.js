// SPDX-License-Identifier: Apache-2.0

import { appraisedOf } from '../live.js';
import { parseKeyStatement } from '../keys.js';
import { MessageRefused } from './refused.js';
import { keyIdOf, sealRequest } from './request.js';

/** How long keys are used before evidence is asked for again, if nobody says otherwise. */
const GOOD_FOR = 10 * 60_000;

/**
 * The key that an enclave takes encrypted requests under. There is no way to one but an answer that
 * was accepted under a policy.
 *
 * @param answer as `appraiseLive` gives
 * @param {object} [asked] `goodFor` in milliseconds; `now` for tests
 * @returns `{goodUntil, keyId, seal(request)}`
 * @throws {MessageRefused} `not-accepted`, or `no-message-key` if the enclave takes no messages
 */
export async function messageKeys(answer, asked = {}) {
  const { goodFor = GOOD_FOR, now = () => Date.now() } = asked;
  const appraised = appraisedOf(answer);
  if (appraised === null) {
    throw new MessageRefused('not-accepted', "evidence that wasn't accepted under a policy");
  }
  const { messageKey } = parseKeyStatement(appraised.statement);
  if (messageKey === null) {
    throw new MessageRefused('no-message-key', 'this enclave takes no encrypted messages');
  }
  const to = { messageKey, keyId: await keyIdOf(appraised.statement) };
  // The age counts from before: a clock that is set forward meanwhile must not add to it.
  const goodUntil = appraised.since + goodFor;
  return Object.freeze({
    goodUntil,
    keyId: to.keyId.slice(),
    /** Encrypts a request; see `sealRequest`. */
    async seal(request) {
      const time = now();
      if (time >= goodUntil) {
        throw new MessageRefused('reattestation-due', 'keys that were verified too long ago');
      }
      return sealRequest(to, request, time);
    },
  });
}
