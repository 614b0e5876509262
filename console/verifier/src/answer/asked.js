// SPDX-License-Identifier: Apache-2.0

import { base64url } from '../base64url.js';
import { hex, sha256, utf8 } from '../bytes.js';
import { canonicalJson } from '../receipt/canonical.js';
import { showInstant } from '../receipt/instant.js';

const MILLISECOND = 1_000_000n;

/**
 * What this side knows of an answer, as `strongroom ai` notes it beside a receipt (docs/ai.md,
 * "Receipts"): NAME.asked.json, with which `strongroom check` judges NAME.receipt.json.
 *
 * @param asked `at` (a Date), `target`, `status`, `complete`, `salt`, `request`, `response` (bytes),
 *   `evidenceSha256`, `identityKey` (digits), and `id` or null
 */
export async function askedNote(asked) {
  const { at, target, status, complete, salt, request, response, id } = asked;
  const members = new Map(Object.entries({
    version: 1,
    at: showInstant(BigInt(at.getTime()) * MILLISECOND),
    target,
    status,
    complete,
    salt: base64url(salt),
    requestSha256: hex(await sha256(request)),
    responseSha256: hex(await sha256(response)),
    responseLength: response.length,
    evidenceSha256: asked.evidenceSha256,
    identityKey: asked.identityKey,
    content: true,
  }));
  if (id !== null) {
    members.set('id', id);
  }
  members.set('checksum', hex(await sha256(utf8(canonicalJson(members)))));
  return `${canonicalJson(members)}\n`;
}
