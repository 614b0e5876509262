// SPDX-License-Identifier: Apache-2.0

import { allZero, fromHex, hex } from './bytes.js';
import { JsonNode } from './json.js';
import { allowed, requirement } from './requirement.js';

/** AWS's root for the commercial regions, "aws.nitro-enclaves", valid until 2049. */
export const AWS_ROOT_G1 = Object.freeze({
  name: 'aws-nitro-enclaves-g1',
  sha256: '641a0321a3e244efe456463195d606317ed7cdcc3c1756e09893f3c68f79bb5b',
  simulated: false,
});

const CLAIMS = ['image', 'signer', 'role', 'instance', 'nonce', 'publicKey', 'userData', 'age'];
const MEMBERS = ['$schema', 'version', 'kind', 'comment', 'anchors', 'debug', ...CLAIMS];
const ANCHOR = ['name', 'sha256', 'keySha256', 'simulated'];
const PCR_NAME = /^pcr(0|[1-9]|[12][0-9]|3[01])$/;
const PCR_LENGTH = 48;
const SIGNER = 8;
const DURATION = /^P(?=.)(?:(\d{1,6})D)?(?:T(?=.)(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:\.(\d{1,9}))?S)?)?$/i;

/**
 * Reads an appraisal policy of kind `nitro-enclave` (docs/appraisal-policy.md): the same file that
 * the command and the Java library read, as strictly. Each claim is `{require}` or `{ignore}`.
 *
 * @param {string} text JSON
 * @throws {MalformedJson} if it isn't one; says where and why
 */
export function parsePolicy(text) {
  return readPolicy(JsonNode.parse(text));
}

/** The same of a policy that stands in other JSON. */
export function readPolicy(policy) {
  if (policy.member('version').value !== 1) {
    throw policy.member('version').error('only version 1 is understood');
  }
  if (policy.member('kind').text !== 'nitro-enclave') {
    throw policy.member('kind').error('policies of other kinds are for the command');
  }
  policy.only(MEMBERS);
  const readers = {
    image: images,
    signer: (value) => value.items.map((item) => pcr(item, SIGNER)),
    role: (value) => value.items.map(role),
    instance: (value) => value.items.map((item) => item.text),
    nonce: onlyTrue,
    publicKey: onlyTrue,
    userData: onlyTrue,
    age: duration,
  };
  const claims = Object.fromEntries(
    CLAIMS.map((name) => [name, requirement(policy, name, readers[name])]));
  return Object.freeze({
    anchors: policy.optional('anchors')?.items.map(anchor) ?? [AWS_ROOT_G1],
    debugAllowed: allowed(policy.optional('debug')),
    ...claims,
  });
}

function images(list) {
  return list.items.map((item) => {
    const pcrs = new Map();
    for (const name of item.names.filter((one) => one !== 'name')) {
      const index = PCR_NAME.exec(name)?.[1];
      if (index === undefined) {
        throw item.error(`unknown: ${name}`);
      }
      pcrs.set(Number(index), pcr(item.member(name), Number(index)));
    }
    if (!pcrs.has(0) && !(pcrs.has(1) && pcrs.has(2))) {
      throw item.error('PCR 0, or PCR 1 and PCR 2 together, have to be among them');
    }
    return Object.freeze({ name: item.member('name').text, pcrs });
  });
}

/** A register's value, in lower-case digits. */
function pcr(node, index) {
  const value = digits(node, PCR_LENGTH);
  if ([0, 1, 2, SIGNER].includes(index) && allZero(fromHex(value))) {
    throw node.error(`PCR ${index} of zeros is what every enclave in debug mode reports`);
  }
  return value;
}

/** A role is given as its ARN, from which PCR 3 follows, or as PCR 3 itself. */
function role(node) {
  return node.text.startsWith('arn:') ? { arn: node.text } : { pcr3: digits(node, PCR_LENGTH) };
}

function onlyTrue(value) {
  if (!value.flag) {
    throw value.error('only true; to leave it out, write {"ignore": "why"}');
  }
  return true;
}

/** A positive ISO 8601 duration without years and months, in milliseconds. */
function duration(node) {
  const found = DURATION.exec(node.text);
  const [days, hours, minutes, seconds] = (found ?? []).slice(1, 5).map((part) => Number(part ?? 0));
  const millis = Number((found?.[5] ?? '').padEnd(3, '0').slice(0, 3))
    + 1000 * (seconds + 60 * (minutes + 60 * (hours + 24 * days)));
  if (!(millis > 0)) {
    throw node.error('not a positive ISO 8601 duration such as PT5M');
  }
  return millis;
}

function anchor(node) {
  node.only(ANCHOR);
  const name = node.member('name').text;
  const key = node.optional('keySha256');
  const simulated = node.optional('simulated');
  if (key === null) {
    return Object.freeze({
      name, sha256: digits(node.member('sha256'), 32), simulated: simulated?.flag ?? false });
  }
  if (node.optional('sha256') !== null || simulated !== null) {
    throw node.error('a root that is pinned by its key has a name and keySha256 only');
  }
  return Object.freeze({ name, keySha256: digits(key, 32), simulated: false });
}

function digits(node, length) {
  let bytes;
  try {
    bytes = fromHex(node.text);
  } catch {
    throw node.error('not hexadecimal digits');
  }
  if (bytes.length !== length) {
    throw node.error(`${bytes.length} bytes instead of ${length}`);
  }
  return hex(bytes);
}
