// SPDX-License-Identifier: Apache-2.0

import { asUtf8, equal, fromHex, hex } from './bytes.js';
import { DerError, DerReader, Tag } from './der.js';

const VERSION_3 = 0xa0;
const EXTENSIONS = 0xa3;
const SERIAL_LIMIT = 21;
const COMMON_NAME = fromHex('550403');
const NAME_TYPES = [Tag.UTF8_STRING, Tag.PRINTABLE_STRING, Tag.IA5_STRING];
const BASIC_CONSTRAINTS = '551d13';
const KEY_USAGE = '551d0f';
const SUBJECT_KEY_ID = '551d0e';
const AUTHORITY_KEY_ID = '551d23';
const KEY_IDENTIFIER = 0x80;

/** nameConstraints, policyConstraints, inhibitAnyPolicy: never ignored, critical or not. */
const RESTRICTING = ['551d1e', '551d24', '551d36'];

/** Bits of KeyUsage. */
export const DIGITAL_SIGNATURE = 1 << 0;
export const KEY_CERT_SIGN = 1 << 5;

/**
 * Reads a version 3 certificate strictly (RFC 5280, 4.1). Nothing in it is trusted yet.
 * @throws {DerError} if the bytes aren't exactly one in DER
 */
export function parseCertificate(encoded) {
  const outer = new DerReader(encoded);
  const whole = outer.enter(Tag.SEQUENCE);
  outer.end();
  const signedPart = whole.element(Tag.SEQUENCE);
  const signatureAlgorithm = whole.element(Tag.SEQUENCE);
  const signature = whole.wholeBitString();
  whole.end();

  const tbs = new DerReader(signedPart).enter(Tag.SEQUENCE);
  version3(tbs);
  tbs.integer(SERIAL_LIMIT);
  const inner = tbs.offset;
  if (!equal(tbs.element(Tag.SEQUENCE), signatureAlgorithm)) {
    throw new DerError(inner, 'signature algorithm differs from the one outside');
  }
  const issuer = tbs.element(Tag.SEQUENCE);
  const validity = tbs.enter(Tag.SEQUENCE);
  const notBefore = validity.time();
  const notAfter = validity.time();
  validity.end();
  const subject = tbs.element(Tag.SEQUENCE);
  const publicKeyInfo = tbs.element(Tag.SEQUENCE);
  const wrapped = tbs.enter(EXTENSIONS);
  tbs.end();
  const extensions = readExtensions(wrapped.enter(Tag.SEQUENCE));
  wrapped.end();
  return Object.freeze({
    encoded,
    signedPart,
    signatureAlgorithm,
    signature,
    issuer,
    subject,
    commonName: commonName(subject),
    notBefore,
    notAfter,
    publicKeyInfo,
    extensions,
  });
}

/** Whether a time lies within the certificate's validity, ends included. */
export function validAt(certificate, at) {
  return at >= certificate.notBefore && at <= certificate.notAfter;
}

function version3(tbs) {
  const start = tbs.offset;
  const version = tbs.enter(VERSION_3);
  if (version.smallInteger() !== 2) {
    throw new DerError(start, 'not a version 3 certificate');
  }
  version.end();
}

/** The subject's only commonName; null if it has none or several. */
function commonName(name) {
  const found = [];
  const relativeNames = new DerReader(name).enter(Tag.SEQUENCE);
  while (relativeNames.more) {
    const attributes = relativeNames.enter(Tag.SET);
    do {
      const attribute = attributes.enter(Tag.SEQUENCE);
      if (equal(attribute.content(Tag.OBJECT_IDENTIFIER), COMMON_NAME)) {
        found.push(text(attribute));
        attribute.end();
      }
    } while (attributes.more);
  }
  return found.length === 1 ? found[0] : null;
}

function text(value) {
  const tag = NAME_TYPES.find((type) => value.next(type));
  if (tag === undefined) {
    throw new DerError(value.offset, 'common name of an unexpected string type');
  }
  return asUtf8(value.content(tag));
}

function readExtensions(list) {
  const found = {
    ca: false,
    pathLength: Infinity,
    keyUsage: ~0,
    subjectKeyId: null,
    authorityKeyId: null,
    notUnderstood: [],
  };
  const seen = new Set();
  while (list.more) {
    const start = list.offset;
    const extension = list.enter(Tag.SEQUENCE);
    const id = hex(extension.content(Tag.OBJECT_IDENTIFIER));
    const critical = extension.next(Tag.BOOLEAN) && extension.bool();
    const value = extension.enter(Tag.OCTET_STRING);
    extension.end();
    if (seen.has(id)) {
      throw new DerError(start, 'extension that stood before');
    }
    seen.add(id);
    if (!interpret(id, value, found) && (critical || RESTRICTING.includes(id))) {
      found.notUnderstood.push(id);
    }
  }
  return Object.freeze(found);
}

/** Whether it is an extension that a path check knows. */
function interpret(id, value, found) {
  switch (id) {
    case BASIC_CONSTRAINTS: {
      const constraints = value.enter(Tag.SEQUENCE);
      found.ca = constraints.next(Tag.BOOLEAN) && constraints.bool();
      if (found.ca && constraints.more) {
        found.pathLength = constraints.smallInteger();
      }
      constraints.end();
      break;
    }
    case KEY_USAGE:
      found.keyUsage = value.namedBits();
      break;
    case SUBJECT_KEY_ID:
      found.subjectKeyId = value.content(Tag.OCTET_STRING);
      break;
    case AUTHORITY_KEY_ID: {
      const authority = value.enter(Tag.SEQUENCE);
      if (authority.next(KEY_IDENTIFIER)) {
        found.authorityKeyId = authority.content(KEY_IDENTIFIER);
      }
      return true;
    }
    default:
      return false;
  }
  value.end();
  return true;
}
