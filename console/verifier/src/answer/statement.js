// SPDX-License-Identifier: Apache-2.0

import { hex } from '../bytes.js';
import { hexBytes, wholeNumber } from '../receipt/fields.js';

/** Of the entry. */
export const KIND = 'inference';

const ID = /^[A-Za-z0-9_-]{1,128}$/;
const MEMBERS = ['kind', 'time', 'id', 'endpoint', 'model', 'request', 'response', 'backend',
  'sampling', 'usage'];
const RESPONSE = ['status', 'type', 'chunks', 'root', 'complete', 'problem'];
const BACKEND = ['name', 'kind', 'weights', 'evidence', 'receipt'];
const EVIDENCE = ['kind', 'sha256', 'identityKey', 'simulated'];

/**
 * Reads what a gateway entered about an answer (docs/inference-receipts.md, section 2).
 *
 * @param entry of a receipt
 * @returns `{id, endpoint, model, request, response, backend, sampling, usage}`: digests in
 *   lower-case digits, counts as BigInts, sampling a Map; what is absent or unknown is null
 * @throws {MalformedJson} if it isn't one; says where and why
 */
export function statementOf({ content }) {
  content.only(MEMBERS);
  const sampling = content.member('sampling');
  return Object.freeze({
    id: content.member('id').text,
    endpoint: content.member('endpoint').text,
    model: content.member('model').text,
    request: digest(content.member('request')),
    response: response(content.member('response')),
    backend: backend(content.member('backend')),
    sampling: new Map(sampling.names.map((name) => [name, sampling.member(name).text])),
    usage: usage(content.member('usage')),
  });
}

function response(node) {
  node.only(RESPONSE);
  const problem = node.optional('problem')?.text ?? null;
  if (node.member('complete').flag !== (problem === null)) {
    throw node.member('complete').error('what is complete has no problem, and the reverse');
  }
  return Object.freeze({
    status: node.member('status').integer(200, 599),
    type: node.member('type').anyText,
    chunks: wholeNumber(node.member('chunks')),
    root: digest(node.member('root')),
    problem,
  });
}

function backend(node) {
  node.only(BACKEND);
  const evidence = node.optional('evidence');
  const receipt = node.optional('receipt');
  if (receipt !== null && !ID.test(receipt.text)) {
    throw receipt.error('1 to 128 letters, digits, _ and - are needed');
  }
  return Object.freeze({
    name: node.member('name').text,
    kind: node.member('kind').text,
    weights: optionalDigest(node, 'weights'),
    evidence: evidence === null ? null : evidenceOf(evidence),
    receipt: receipt?.text ?? null,
  });
}

function evidenceOf(node) {
  node.only(EVIDENCE);
  return Object.freeze({
    kind: node.member('kind').text,
    sha256: digest(node.member('sha256')),
    identityKey: optionalDigest(node, 'identityKey'),
    simulated: node.member('simulated').flag,
  });
}

function usage(node) {
  if (node.value === 'unknown') {
    return null;
  }
  node.only(['input', 'output']);
  return Object.freeze({
    input: wholeNumber(node.member('input')), output: wholeNumber(node.member('output')) });
}

function optionalDigest(node, name) {
  const member = node.optional(name);
  return member === null ? null : digest(member);
}

function digest(node) {
  return hex(hexBytes(node, 32));
}
