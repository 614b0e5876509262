// SPDX-License-Identifier: Apache-2.0

import { equal, fromHex, hex, sha256 } from './bytes.js';
import { DIGITAL_SIGNATURE, KEY_CERT_SIGN, parseCertificate } from './certificate.js';
import { DerError } from './der.js';
import { isP384, p384Key, signedDer } from './signature.js';
import { shown } from './time.js';

/** ecdsa-with-SHA384 (RFC 5758, 3.2). */
const ECDSA_SHA384 = fromHex('300a06082a8648ce3d040303');

/**
 * Checks the path from a pinned root to the leaf (RFC 5280, 6.1). AWS's certificates are on P-384
 * with SHA-384 throughout; nothing else comes into play.
 *
 * @param authorities CA certificates, DER, root first
 * @param anchors the pinned roots: `name`, `sha256` of the certificate or `keySha256` of its key, in
 *   hexadecimal digits, `simulated`
 * @param at for which dates are judged, milliseconds, a BigInt
 * @returns the certificates, none if one can't be read; the leaf's key or null; the anchor or null
 */
export async function verifyPath(authorities, leaf, anchors, at, checks) {
  const path = [];
  let malformed = null;
  try {
    for (const encoded of [...authorities, leaf]) {
      path.push(parseCertificate(encoded));
    }
  } catch (error) {
    if (!(error instanceof DerError)) {
      throw error;
    }
    malformed = `certificate ${path.length}: ${error.message}`;
  }
  const anchor = await pinned(authorities[0], path[0], anchors, checks);
  if (malformed !== null) {
    checks.fail('path.certificates', 'certificate-malformed', malformed);
    return { certificates: [], leafKey: null, anchor };
  }
  const failures = checks.failures;
  structure(path, checks);
  const holds = checks.failures === failures;
  each(path, 'path.validity', `all valid as of ${shown(at)}`, checks, 0, (i) => dates(path[i], i, at));
  if (anchor === null || !holds) {
    checks.fail('path.signatures', 'unverifiable',
      "not verified, because the path above doesn't hold");
  } else {
    await signatures(path, anchor.keySha256 !== undefined, checks);
  }
  return { certificates: path, leafKey: await leafKey(path), anchor };
}

async function pinned(root, parsed, anchors, checks) {
  const certificate = hex(await sha256(root));
  const key = parsed === undefined ? null : hex(await sha256(parsed.publicKeyInfo));
  const anchor = anchors.find((one) => one.keySha256 !== undefined
    ? one.keySha256.toLowerCase() === key
    : one.sha256.toLowerCase() === certificate);
  if (anchor === undefined) {
    checks.fail('path.root', 'untrusted-root',
      `root certificate with SHA-256 ${certificate} isn't pinned`);
    return null;
  }
  checks.pass('path.root', `pinned root ${anchor.name}`);
  return anchor;
}

function structure(path, checks) {
  const last = path.length - 1;
  each(path, 'path.certificates', `${path.length} certificates, P-384 and SHA-384`, checks, 0,
    (i) => unsuitable(path[i], i));
  each(path, 'path.names', 'each issued by the one before', checks, 1, (i) => issued(path, i));
  each(path, 'path.authorities', 'all are CAs but the leaf', checks, 0, (i) =>
    path[i].extensions.ca === i < last ? null
      : ['wrong-authority', i < last ? `certificate ${i} isn't a CA` : `certificate ${i} is a CA, not a leaf`]);
  each(path, 'path.length', 'no longer than any CA allows', checks, 0, (i) => {
    const allowed = path[i].extensions.pathLength;
    const following = Math.max(last - 1 - i, 0);
    return following <= allowed ? null
      : ['path-too-long', `certificate ${i} allows ${allowed} CA certificates below it, ${following} follow`];
  });
  each(path, 'path.key-usage', 'keys may sign what they signed', checks, 0, (i) => {
    const needed = i === last ? DIGITAL_SIGNATURE : KEY_CERT_SIGN;
    return (path[i].extensions.keyUsage & needed) !== 0 ? null
      : ['wrong-key-usage', `certificate ${i} lacks a key usage`];
  });
  each(path, 'path.extensions', 'all understood', checks, 0, (i) =>
    path[i].extensions.notUnderstood.length === 0 ? null
      : ['extension-not-understood',
        `certificate ${i} carries an extension that isn't understood: ${path[i].extensions.notUnderstood[0]}`]);
}

/** Applies a rule to every certificate from one on, and notes one check. */
function each(path, name, passed, checks, first, broken) {
  for (let i = first; i < path.length; i++) {
    const problem = broken(i);
    if (problem !== null) {
      checks.fail(name, ...problem);
      return;
    }
  }
  checks.pass(name, passed);
}

function unsuitable(certificate, i) {
  if (!equal(certificate.signatureAlgorithm, ECDSA_SHA384)) {
    return ['certificate-unsuitable', `certificate ${i}: not signed by P-384 and SHA-384`];
  }
  return isP384(certificate.publicKeyInfo) ? null
    : ['certificate-unsuitable', `certificate ${i}: its key isn't on P-384`];
}

function issued(path, i) {
  const certificate = path[i];
  const issuer = path[i - 1];
  if (!equal(certificate.issuer, issuer.subject)) {
    return ['not-chained', `certificate ${i}: issuer isn't the subject of certificate ${i - 1}`];
  }
  if (equal(certificate.issuer, certificate.subject)) {
    return ['not-chained', `certificate ${i}: issued by itself below the root`];
  }
  const wanted = certificate.extensions.authorityKeyId;
  const found = issuer.extensions.subjectKeyId;
  return wanted === null || found === null || equal(wanted, found) ? null
    : ['not-chained', `certificate ${i}: names another key of its issuer`];
}

function dates(certificate, i, at) {
  if (at < certificate.notBefore) {
    return ['not-yet-valid',
      `certificate ${i} is valid from ${shown(certificate.notBefore)}, judged at ${shown(at)}`];
  }
  return at <= certificate.notAfter ? null
    : ['expired', `certificate ${i} expired ${shown(certificate.notAfter)}, judged at ${shown(at)}`];
}

/** Each is signed by the one before; a root of which only the key is pinned, by itself. */
async function signatures(path, rootToo, checks) {
  for (let i = rootToo ? 0 : 1; i < path.length; i++) {
    const key = await p384Key(path[Math.max(i - 1, 0)].publicKeyInfo);
    if (key === null) {
      checks.fail('path.signatures', 'unverifiable', "a CA's key isn't valid");
      return;
    }
    if (!await signedDer(key, path[i].signature, path[i].signedPart)) {
      checks.fail('path.signatures', 'certificate-signature-invalid', i === 0
        ? "the root wasn't signed by its own key"
        : `certificate ${i} wasn't signed by certificate ${i - 1}`);
      return;
    }
  }
  checks.pass('path.signatures', `${path.length - 1} signatures verified`);
}

async function leafKey(path) {
  const leaf = path.at(-1);
  return unsuitable(leaf, path.length - 1) === null ? p384Key(leaf.publicKeyInfo) : null;
}

