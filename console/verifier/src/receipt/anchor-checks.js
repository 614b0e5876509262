// SPDX-License-Identifier: Apache-2.0

import { byteStringHead } from '../cbor.js';
import { concat, fromHex } from '../bytes.js';
import { NO_ED25519 } from './question.js';
import { verifyEd25519 } from './signed.js';

/** The start of Sig_structure (RFC 9052, 4.4): an array of four, context "Signature1". */
const CONTEXT = fromHex('846a5369676e617475726531');

/** A receipt's protected header around the key's id: EdDSA, `kid`, RFC9162_SHA256 (RFC 9942, 4). */
const HEADER = [fromHex('a301270444'), fromHex('19018b01')];

/** What else a receipt carries: the signature of its COSE form, and anchors, which are only named. */
export async function checkAnchors({ receipt, policy, checkpoint }, signer, checks) {
  if (receipt.coseSignature !== null) {
    await cose(receipt.coseSignature, checkpoint.root, signer, checks);
  }
  // No policy that requires time-stamps is read here; one that was made otherwise accepts nothing.
  if (policy.timestamps.ignore === undefined) {
    checks.fail('anchor.rfc3161', 'unverifiable', "a browser can't verify time-stamps (RFC 3161)");
  } else {
    checks.ignored('anchor.rfc3161', policy.timestamps.ignore);
  }
  for (const { kind, table, region } of receipt.anchors) {
    if (kind === 'dynamodb') {
      checks.skip('anchor.dynamodb', `table ${table} in ${region}: its owner's word`);
    }
  }
}

async function cose(signature, root, signer, checks) {
  const name = 'cose.signature';
  if (signer === null) {
    checks.skip(name, "no signature of the log's holds");
    return;
  }
  const header = concat(HEADER[0], fromHex(signer.id), HEADER[1]);
  const message = concat(CONTEXT, byteStringHead(header.length), header, byteStringHead(0),
    byteStringHead(root.length), root);
  switch (await verifyEd25519(signer.publicKey, signature, message)) {
    case true:
      checks.pass(name, 'the log signed the same root for RFC 9942');
      break;
    case null:
      checks.fail(name, 'unverifiable', NO_ED25519);
      break;
    default:
      checks.fail(name, 'cose-signature-wrong', "the log didn't sign this root for RFC 9942");
  }
}
