// SPDX-License-Identifier: Apache-2.0

import { askedNote, hex } from './verifier/index.js';
import { made } from './shown.js';

const DIGITS = 16;

/** Addresses of files that are offered, until the conversation is forgotten. */
const offered = [];

/**
 * An answer's files, to be saved beside one another: `strongroom check NAME.receipt.json` judges
 * them, with witnesses and receipts of back ends, which a page doesn't.
 */
export async function filesOf(receipt, kept, answer) {
  const name = `${kept.at.getTime()}-${hex(kept.salt).slice(0, DIGITS)}`;
  const note = await askedNote({
    ...kept, evidenceSha256: answer.evidenceSha256, identityKey: answer.identityKey });
  return made('p', 'files', 'Save for ', made('code', '', 'strongroom check'), ': ',
    file('receipt', `${name}.receipt.json`, receipt),
    file('note with the salt', `${name}.asked.json`, note),
    file('question', `${name}.request`, kept.request),
    file('answer', `${name}.response`, kept.response));
}

function file(words, name, content) {
  const link = made('a', '', words);
  link.href = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
  link.download = name;
  offered.push(link.href);
  return link;
}

/** What was said is in these. */
export function forgetFiles() {
  offered.splice(0).forEach((address) => URL.revokeObjectURL(address));
}
