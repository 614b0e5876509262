// SPDX-License-Identifier: Apache-2.0

import { byteStringHead, CborReader } from './cbor.js';
import { concat, fromHex } from './bytes.js';
import { MalformedEvidence } from './malformed.js';

const MAX_LENGTH = 64 * 1024;
const MAX_PAYLOAD = 16 * 1024;
const MAX_CERTIFICATE = 1024;
const MAX_BUNDLE = 16;
const MAX_FIELD = 1024;
const MAX_PCRS = 32n;
const PCR_LENGTHS = [32, 48, 64];
const COSE_SIGN1 = 18;

/** The start of Sig_structure (RFC 9052, 4.4): an array of four, context "Signature1". */
const CONTEXT = fromHex('846a5369676e617475726531');

/**
 * Parses an attestation document of an AWS Nitro Enclave or a NitroTPM; nothing in it is verified.
 * Optional fields are `undefined` where absent, null where null, else bytes.
 *
 * @param {Uint8Array} encoded the whole document
 * @throws {MalformedEvidence} if it breaks the strict layout (docs/evidence.md)
 */
export function parseDocument(encoded) {
  if (encoded.length > MAX_LENGTH) {
    throw new MalformedEvidence('evidence.too-large', MAX_LENGTH, `longer than ${MAX_LENGTH} bytes`);
  }
  return new PayloadReader(readEnvelope(encoded)).read();
}

/** A COSE_Sign1 envelope, tagged or not (RFC 9052, 4.2). */
function readEnvelope(encoded) {
  const reader = new CborReader(encoded);
  reader.tagIf(COSE_SIGN1);
  reader.arrayOf(4);
  const protectedHeader = reader.byteString();
  const count = reader.mapHeader();
  let unprotected = 0;
  for (; reader.more(count, unprotected); unprotected++) {
    reader.skip();
    reader.skip();
  }
  const payload = reader.byteString();
  const payloadOffset = reader.offset - payload.length;
  const signature = reader.byteString();
  reader.end();
  return { protectedHeader, unprotectedEmpty: unprotected === 0, payload, payloadOffset, signature };
}

/** What an envelope's signature is over, with an empty external_aad. */
export function signedContent(envelope) {
  const { protectedHeader, payload } = envelope;
  return concat(CONTEXT, byteStringHead(protectedHeader.length), protectedHeader,
    byteStringHead(0), byteStringHead(payload.length), payload);
}

/** Reads the payload map key by key, in any order, each at most once. */
class PayloadReader {
  #envelope;
  #reader;
  #found = { unknownKeys: [] };

  constructor(envelope) {
    this.#envelope = envelope;
    this.#reader = new CborReader(envelope.payload, envelope.payloadOffset);
  }

  read() {
    this.#require(this.#envelope.payload.length <= MAX_PAYLOAD, 'nitro.length',
      this.#envelope.payloadOffset, `payload longer than ${MAX_PAYLOAD} bytes`);
    const seen = new Set();
    const count = this.#reader.mapHeader();
    for (let i = 0; this.#reader.more(count, i); i++) {
      const at = this.#reader.offset;
      const key = this.#reader.textString();
      this.#require(!seen.has(key), 'cbor.duplicate-key', at, 'map key that stood before');
      seen.add(key);
      this.#value(key);
    }
    this.#reader.end();
    return this.#document();
  }

  #value(key) {
    const at = this.#reader.offset;
    const found = this.#found;
    switch (key) {
      case 'module_id':
        found.moduleId = this.#reader.textString();
        this.#require(found.moduleId !== '', 'nitro.length', at, 'module_id is empty');
        break;
      case 'digest':
        found.digest = this.#reader.textString();
        break;
      case 'timestamp':
        found.timestamp = this.#reader.integer();
        this.#require(found.timestamp > 0n, 'nitro.value', at, "timestamp isn't positive");
        break;
      case 'pcrs':
        found.enclavePcrs = this.#pcrs();
        break;
      case 'nitrotpm_pcrs':
        found.tpmPcrs = this.#pcrs();
        break;
      case 'certificate':
        found.certificate = this.#bounded(key, 1, MAX_CERTIFICATE);
        break;
      case 'cabundle':
        found.cabundle = this.#bundle();
        break;
      case 'public_key':
        found.publicKey = this.#field(key);
        break;
      case 'user_data':
        found.userData = this.#field(key);
        break;
      case 'nonce':
        found.nonce = this.#field(key);
        break;
      default:
        found.unknownKeys.push(key);
        this.#reader.skip();
    }
  }

  #pcrs() {
    const start = this.#reader.offset;
    const pcrs = new Map();
    const count = this.#reader.mapHeader();
    for (let i = 0; this.#reader.more(count, i); i++) {
      const at = this.#reader.offset;
      const index = this.#reader.integer();
      this.#require(index >= 0n && index < MAX_PCRS, 'nitro.value', at, 'PCR index outside 0 to 31');
      const value = this.#reader.byteString();
      this.#require(PCR_LENGTHS.includes(value.length), 'nitro.length', at,
        `PCR of ${value.length} bytes`);
      this.#require(!pcrs.has(Number(index)), 'cbor.duplicate-key', at, 'PCR index that stood before');
      pcrs.set(Number(index), value);
    }
    this.#require(pcrs.size > 0, 'nitro.length', start, 'no PCRs');
    return pcrs;
  }

  #bundle() {
    const start = this.#reader.offset;
    const bundle = [];
    const count = this.#reader.arrayHeader();
    while (this.#reader.more(count, bundle.length)) {
      this.#require(bundle.length < MAX_BUNDLE, 'nitro.length', this.#reader.offset,
        `cabundle of more than ${MAX_BUNDLE} certificates`);
      bundle.push(this.#bounded('cabundle entry', 1, MAX_CERTIFICATE));
    }
    this.#require(bundle.length > 0, 'nitro.length', start, 'cabundle is empty');
    return bundle;
  }

  #field(name) {
    return this.#reader.nullIf() ? null : this.#bounded(name, 0, MAX_FIELD);
  }

  #bounded(name, least, most) {
    const at = this.#reader.offset;
    const bytes = this.#reader.byteString();
    this.#require(bytes.length >= least && bytes.length <= most, 'nitro.length', at,
      `${name} of ${bytes.length} bytes, ${least} to ${most} allowed`);
    return bytes;
  }

  #document() {
    const { enclavePcrs, tpmPcrs, ...found } = this.#found;
    const whole = this.#envelope.payloadOffset;
    this.#require(enclavePcrs === undefined || tpmPcrs === undefined, 'nitro.kind', whole,
      'document of an enclave and of a NitroTPM at once');
    const document = {
      kind: tpmPcrs === undefined ? 'nitro-enclave' : 'nitro-tpm',
      envelope: this.#envelope,
      pcrs: enclavePcrs ?? tpmPcrs,
      ...found,
    };
    for (const key of ['moduleId', 'digest', 'timestamp', 'pcrs', 'certificate', 'cabundle']) {
      this.#require(document[key] !== undefined, 'nitro.missing-key', whole, `no ${key}`);
    }
    return Object.freeze(document);
  }

  #require(holds, code, offset, message) {
    if (!holds) {
      throw new MalformedEvidence(code, offset, message);
    }
  }
}
