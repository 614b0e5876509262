// SPDX-License-Identifier: Apache-2.0

import { allZero, concat, equal, hex, sha384, utf8 } from './bytes.js';
import { validAt } from './certificate.js';
import { signedContent } from './document.js';
import { verifyPath } from './path.js';
import { signedFixed } from './signature.js';
import { shown } from './time.js';

/** The serialised header `{1: -35}`: ES384 (RFC 9053, 2.1) and nothing else. */
const ES384_HEADER = 'a1013822';
const SIGNATURE_LENGTH = 96;
const PCR_LENGTH = 48;
const INSTANCE = 4;
const IMAGE = [0, 1, 2];
const ALWAYS = { 'nitro-enclave': 16, 'nitro-tpm': 24 };
const MODULE_ID = /^(i-[0-9a-f]{8,32})-(enc|tpm)[0-9a-f]{8,32}$/;

/** How the root of a simulated device calls itself, so that no policy can leave the label off. */
const SIMULATED = 'SIMULATED';

/** A module id in its parts: the EC2 instance's id and the kind; null if it has another form. */
export function moduleIdOf(text) {
  const found = MODULE_ID.exec(text);
  return found === null ? null
    : { instance: found[1], kind: found[2] === 'enc' ? 'nitro-enclave' : 'nitro-tpm' };
}

/** SHA-384 of a register of zeros and the data that extend it. */
export function extended(data) {
  return sha384(concat(new Uint8Array(PCR_LENGTH), data));
}

/** Whether an enclave runs in debug mode: PCR 0, 1 and 2 are all zero. */
export function debugMode(document) {
  return document.kind === 'nitro-enclave'
    && IMAGE.every((index) => document.pcrs.has(index) && allZero(document.pcrs.get(index)));
}

/**
 * Asks whether a document is genuine: did the Nitro hypervisor sign these bytes? (AWS, "Nitro
 * Enclaves attestation process".)
 *
 * @param at the time for which certificates are judged, milliseconds, a BigInt
 * @returns whether the document is a simulated device's, whether or not the path holds
 */
export async function checkGenuine(document, anchors, at, checks) {
  headers(document.envelope, checks);
  const path = await verifyPath(document.cabundle, document.certificate, anchors, at, checks);
  await signature(document.envelope, path.leafKey, checks);
  names(document, path.certificates, checks);
  checks.pass('document.fields', document.unknownKeys.length === 0 ? 'all known'
    : `unknown, not interpreted: ${document.unknownKeys.join(', ')}`);
  kind(document, checks);
  measurements(document, checks);
  await instance(document, checks);
  return path.anchor?.simulated === true
    || (path.certificates[0]?.commonName ?? '').startsWith(SIMULATED);
}

function headers(envelope, checks) {
  const header = hex(envelope.protectedHeader);
  if (header === ES384_HEADER) {
    checks.pass('cose.algorithm', 'ES384');
  } else {
    checks.fail('cose.algorithm', 'unsupported-algorithm', `header ${header} instead of ES384`);
  }
  if (envelope.unprotectedEmpty) {
    checks.pass('cose.headers', 'no unprotected header');
  } else {
    checks.fail('cose.headers', 'unexpected-header', "unprotected header isn't empty");
  }
}

async function signature(envelope, leafKey, checks) {
  const { length } = envelope.signature;
  if (leafKey === null) {
    checks.fail('cose.signature', 'unverifiable', 'the leaf has no usable P-384 key');
  } else if (length !== SIGNATURE_LENGTH) {
    checks.fail('cose.signature', 'signature-invalid', `signature of ${length} bytes instead of 96`);
  } else if (await signedFixed(leafKey, envelope.signature, signedContent(envelope))) {
    checks.pass('cose.signature', "made by the leaf's key");
  } else {
    checks.fail('cose.signature', 'signature-invalid', "signature isn't the leaf's over this content");
  }
}

/**
 * The leaf is named `<module id>.<region>.<partition>`, its issuer `<instance id>.<region>.
 * <partition>.nitro-enclaves`, and the document was made while the leaf was valid.
 */
function names(document, certificates, checks) {
  if (certificates.length === 0) {
    for (const name of ['leaf.name', 'leaf.time']) {
      checks.fail(name, 'unverifiable', "the certificates can't be read");
    }
    return;
  }
  const leaf = certificates.at(-1);
  const problem = nameProblem(document.moduleId, leaf.commonName, certificates.at(-2).commonName);
  if (problem === null) {
    checks.pass('leaf.name', leaf.commonName);
  } else {
    checks.fail('leaf.name', 'inconsistent', problem);
  }
  const made = shown(document.timestamp);
  // The timestamp has milliseconds, a certificate's dates only seconds.
  if (validAt(leaf, document.timestamp - document.timestamp % 1000n)) {
    checks.pass('leaf.time', `made at ${made}, within the leaf's validity`);
  } else {
    checks.fail('leaf.time', 'inconsistent', `made at ${made}, outside the leaf's validity`);
  }
}

function nameProblem(moduleId, leaf, issuer) {
  if (leaf === null || !leaf.startsWith(`${moduleId}.`)) {
    return `leaf is named ${leaf}, not for ${moduleId}`;
  }
  const place = leaf.slice(moduleId.length);
  const wanted = `${moduleIdOf(moduleId)?.instance ?? moduleId}${place}.nitro-enclaves`;
  return issuer === wanted ? null : `leaf's issuer is named ${issuer}, not ${wanted}`;
}

function kind(document, checks) {
  if (moduleIdOf(document.moduleId)?.kind === document.kind) {
    checks.pass('document.kind', document.kind);
  } else {
    checks.fail('document.kind', 'inconsistent',
      `module id ${document.moduleId} isn't one of kind ${document.kind}`);
  }
}

/** All registers that boot locks are there, as SHA-384; the image's are all measured or none is. */
function measurements(document, checks) {
  const problem = measurementProblem(document);
  if (problem === null) {
    checks.pass('document.measurements', `${document.pcrs.size} PCRs, SHA-384`);
  } else {
    checks.fail('document.measurements', 'inconsistent', problem);
  }
}

function measurementProblem({ kind: found, digest, pcrs }) {
  if (digest !== 'SHA384') {
    return `digest ${digest} instead of SHA384`;
  }
  if ([...pcrs.values()].some((pcr) => pcr.length !== PCR_LENGTH)) {
    return "a PCR isn't a SHA-384";
  }
  const always = ALWAYS[found];
  for (let index = 0; index < always; index++) {
    if (!pcrs.has(index)) {
      return `not all of PCR 0 to ${always - 1} are there`;
    }
  }
  const zero = IMAGE.filter((index) => allZero(pcrs.get(index))).length;
  return found === 'nitro-enclave' && zero !== 0 && zero !== IMAGE.length
    ? "some of PCR 0 to 2 are zero and others aren't" : null;
}

/** PCR 4 of an enclave measures the instance id, which the module id states as well. */
async function instance(document, checks) {
  if (document.kind !== 'nitro-enclave') {
    checks.skip('document.instance', 'PCR 4 of a NitroTPM measures the boot manager');
    return;
  }
  const id = moduleIdOf(document.moduleId);
  const pcr4 = document.pcrs.get(INSTANCE);
  if (id !== null && pcr4 !== undefined && equal(await extended(utf8(id.instance)), pcr4)) {
    checks.pass('document.instance', 'PCR 4 measures the instance in the module id');
  } else {
    checks.fail('document.instance', 'inconsistent',
      "PCR 4 doesn't measure the instance in the module id");
  }
}
