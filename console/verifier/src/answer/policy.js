// SPDX-License-Identifier: Apache-2.0

import { fromHex, hex } from '../bytes.js';
import { allowed, requirement } from '../requirement.js';

const MEMBERS = ['models', 'backends', 'hops', 'incomplete'];
const KIND = /^[a-z0-9][a-z0-9-]{0,63}$/;

/**
 * Reads the member `inference` of a policy for receipts (docs/receipt.md, section 8).
 *
 * @throws {MalformedJson} if it isn't one, or requires receipts of back ends, which only the
 *   command judges
 */
export function readInference(node) {
  node.only(MEMBERS);
  const hops = requirement(node, 'hops', (value) => {
    throw value.error("receipts of back ends aren't judged in a browser: use the command");
  });
  return Object.freeze({
    models: requirement(node, 'models', (list) => list.items.map((item) => item.text)),
    backends: requirement(node, 'backends', (list) => list.items.map(backend)),
    hops,
    incompleteAllowed: allowed(node.optional('incomplete')),
  });
}

function backend(node) {
  const kind = node.member('kind').text;
  switch (kind) {
    case 'embedded':
      node.only(['kind', 'weights']);
      return Object.freeze({ kind, weights: requirement(node, 'weights', digests) });
    case 'loopback':
      node.only(['kind']);
      return Object.freeze({ kind });
    case 'attested':
    case 'tinfoil':
      node.only(['kind', 'evidence', 'simulated']);
      return Object.freeze({
        kind,
        evidence: requirement(node, 'evidence', evidence),
        simulatedAllowed: allowed(node.optional('simulated')),
      });
    default:
      throw node.member('kind').error('embedded, loopback, attested or tinfoil is needed');
  }
}

/** What is left out isn't asked. */
function evidence(node) {
  node.only(['kinds', 'sha256', 'identityKeys']);
  const [kinds, sha256, identityKeys] = [
    node.optional('kinds')?.items.map(kindOf) ?? [],
    digests(node.optional('sha256')),
    digests(node.optional('identityKeys')),
  ];
  if (kinds.length + sha256.length + identityKeys.length === 0) {
    throw node.error('evidence without kinds, sha256 and identityKeys');
  }
  return Object.freeze({ kinds, sha256, identityKeys });
}

function kindOf(item) {
  if (!KIND.test(item.text)) {
    throw item.error('a kind of evidence, such as sev-snp, is needed');
  }
  return item.value;
}

function digests(list) {
  return list?.items.map((item) => {
    if (!/^[0-9a-fA-F]{64}$/.test(item.text)) {
      throw item.error('64 hexadecimal digits are needed');
    }
    return hex(fromHex(item.value));
  }) ?? [];
}

/** Does a policy accept what an entry states of an answer? */
export function checkPolicy(statement, policy, findings) {
  models(statement.model, policy.models, findings);
  backends(statement.backend, policy.backends, findings);
}

function models(model, { require: names, ignore: why }, findings) {
  const name = 'policy.model';
  if (names === undefined) {
    findings.skip(name, `ignored: ${why}`);
  } else {
    findings.check(name, names.includes(model), `${model} is accepted`,
      `${model} isn't among the accepted models`);
  }
}

function backends(found, { require: accepted, ignore: why }, findings) {
  const name = 'policy.backend';
  if (accepted === undefined) {
    findings.skip(name, `ignored: ${why}`);
    return;
  }
  const problems = accepted.filter((one) => one.kind === found.kind)
    .map((one) => problem(found, one));
  if (problems.includes(null)) {
    findings.pass(name, `the ${found.kind} back end ${found.name} is accepted`);
  } else {
    findings.fail(name, problems.at(-1) ?? `no back end of kind ${found.kind} is accepted`);
  }
}

/** What is wrong with a back end of the right kind; null: nothing. */
function problem(found, accepted) {
  switch (accepted.kind) {
    case 'embedded':
      return accepted.weights.require?.includes(found.weights) === false
        ? `weights with SHA-256 ${found.weights ?? 'unknown'} aren't accepted` : null;
    case 'loopback':
      return null;
    default:
      return ofEvidence(found.evidence, accepted);
  }
}

function ofEvidence(evidence, { evidence: { require: wanted }, simulatedAllowed }) {
  if (evidence === null) {
    return 'no evidence is named';
  }
  if (evidence.simulated && simulatedAllowed === null) {
    return "the back end's evidence is SIMULATED";
  }
  const isnt = (list, value) => list.length > 0 && !list.includes(value);
  if (wanted === undefined) {
    return null;
  }
  if (isnt(wanted.kinds, evidence.kind)) {
    return `evidence of kind ${evidence.kind} isn't accepted`;
  }
  if (isnt(wanted.sha256, evidence.sha256)) {
    return `evidence with SHA-256 ${evidence.sha256} isn't accepted`;
  }
  return isnt(wanted.identityKeys, evidence.identityKey)
    ? `the deployment ${evidence.identityKey ?? 'without identity key'} isn't accepted` : null;
}
