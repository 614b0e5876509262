// SPDX-License-Identifier: Apache-2.0

import { equal, hex, utf8 } from './bytes.js';
import { debugMode, extended, moduleIdOf } from './genuine.js';
import { shown } from './time.js';

/** How far clocks of relying party and hypervisor may be apart. */
const CLOCK_SKEW = 60_000n;
const ROLE = 3;
const SIGNER = 8;
const BINDINGS = [
  ['policy.nonce', 'nonce', 'nonce'],
  ['policy.public-key', 'publicKey', 'public-key'],
  ['policy.user-data', 'userData', 'user-data'],
];

/**
 * Asks whether a policy accepts a document's claims; says nothing about whether they are genuine.
 *
 * @param challenge what is compared: `nonce`, `publicKey`, `userData`, bytes, each if given
 * @param at the time for which the document is judged, milliseconds, a BigInt
 * @param archived whether that is the document's own time
 */
export async function checkAccepted(document, policy, challenge, at, archived, checks) {
  if (document.kind === 'nitro-enclave') {
    checks.pass('policy.kind', document.kind);
  } else {
    checks.fail('policy.kind', 'wrong-kind', `the policy is for an enclave, not for ${document.kind}`);
  }
  debug(document, policy, checks);
  image(document, policy.image, checks);
  one('policy.signer', 'signer', policy.signer, register(document, SIGNER), (found) => found, checks);
  const roles = policy.role.require === undefined ? policy.role
    : { require: await Promise.all(policy.role.require.map(pcr3)) };
  one('policy.role', 'role', roles, register(document, ROLE), (found) => found, checks);
  const instance = moduleIdOf(document.moduleId)?.instance ?? document.moduleId;
  one('policy.instance', 'instance', policy.instance, instance, (found) => found, checks);
  for (const [name, member, label] of BINDINGS) {
    binding(name, label, policy[member], challenge[member], document[member], checks);
  }
  age(document, policy.age, at, archived, checks);
}

function debug(document, policy, checks) {
  if (!debugMode(document)) {
    checks.pass('policy.debug', 'not in debug mode');
  } else if (policy.debugAllowed !== null) {
    checks.pass('policy.debug', `DEBUG MODE allowed: ${policy.debugAllowed}`);
  } else {
    checks.fail('policy.debug', 'debug-mode',
      'it runs in debug mode: whoever runs the host can look inside');
  }
}

function register(document, index) {
  const value = document.pcrs.get(index);
  return value === undefined ? null : hex(value);
}

function image(document, claim, checks) {
  if (claim.ignore !== undefined) {
    checks.skip('policy.image', `ignored: ${claim.ignore}`);
    return;
  }
  const differences = [];
  for (const { name, pcrs } of claim.require) {
    const index = [...pcrs.keys()].sort((a, b) => a - b)
      .find((each) => register(document, each) !== pcrs.get(each));
    if (index === undefined) {
      checks.pass('policy.image', `is ${name}`);
      return;
    }
    differences.push(`isn't ${name}: PCR ${index} is ${register(document, index) ?? 'absent'}, `
      + `expected ${pcrs.get(index)}`);
  }
  checks.fail('policy.image', 'measurement-not-accepted', differences.join('; '));
}

async function pcr3(role) {
  return role.pcr3 ?? hex(await extended(utf8(role.arn)));
}

function one(name, label, claim, found, shownAs, checks) {
  if (claim.ignore !== undefined) {
    checks.skip(name, `ignored: ${claim.ignore}`);
  } else if (found !== null && claim.require.includes(found)) {
    checks.pass(name, shownAs(found));
  } else {
    checks.fail(name, `${label}-not-accepted`, `${label} ${found ?? 'absent'} isn't accepted`);
  }
}

/** A value that is handed in is compared even if the policy ignores the claim. */
function binding(name, label, claim, wanted, found, checks) {
  if (wanted !== undefined) {
    if (found instanceof Uint8Array && equal(found, wanted)) {
      checks.pass(name, 'as expected');
    } else {
      checks.fail(name, `${label}-differs`, `expected ${hex(wanted)}, found ${field(found)}`);
    }
  } else if (claim.ignore !== undefined) {
    checks.skip(name, `ignored: ${claim.ignore}`);
  } else {
    checks.fail(name, `${label}-not-challenged`, `required, but no ${label} to compare was given`);
  }
}

function field(found) {
  if (found === undefined) {
    return 'none';
  }
  return found === null ? 'null' : hex(found) || 'an empty one';
}

function age(document, claim, at, archived, checks) {
  const old = at - document.timestamp;
  if (old < -CLOCK_SKEW) {
    checks.fail('policy.age', 'from-the-future',
      `made at ${shown(document.timestamp)}, judged at ${shown(at)}`);
  } else if (claim.ignore !== undefined) {
    checks.skip('policy.age', `ignored: ${claim.ignore}`);
  } else if (archived) {
    checks.skip('policy.age', 'archived evidence, judged at its own time');
  } else if (old > BigInt(claim.require)) {
    checks.fail('policy.age', 'too-old',
      `made ${old / 1000n} s before, at most ${claim.require / 1000} s allowed`);
  } else {
    checks.pass('policy.age', `made ${old / 1000n} s before, at most ${claim.require / 1000} s allowed`);
  }
}
