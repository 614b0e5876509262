// SPDX-License-Identifier: Apache-2.0

// Verifies the receipt that stands in each line of standard input, and answers with a line each.
import { createInterface } from 'node:readline';
import { webcrypto } from 'node:crypto';
import { pathToFileURL } from 'node:url';

globalThis.crypto ??= webcrypto;
const { fileDigest, fromHex, parseReceipt, parseReceiptPolicy, verifyReceipt } =
  await import(pathToFileURL(process.argv[2]));
const { subtle } = globalThis.crypto;
const genuineImport = subtle.importKey;

/** What older browsers do: they don't know the algorithm. */
function withoutEd25519(format, key, algorithm, ...rest) {
  if (algorithm.name === 'Ed25519') {
    return Promise.reject(new DOMException('unknown algorithm', 'NotSupportedError'));
  }
  return genuineImport.call(subtle, format, key, algorithm, ...rest);
}

async function judged({ receipt, policy, digest, file, at, ed25519 }) {
  subtle.importKey = ed25519 === false ? withoutEd25519 : genuineImport;
  const read = await policyOf(policy);
  if (receipt === undefined) {
    return ['policy read'];
  }
  const asked = file === undefined ? digest === undefined ? null : fromHex(digest)
    : await fileDigest(new Blob([Buffer.from(file, 'base64')]));
  const verdict = await verifyReceipt(parseReceipt(Uint8Array.from(Buffer.from(receipt, 'base64'))),
    { policy: read, digest: asked, at: new Date(at) });
  return said(verdict);
}

async function policyOf(text) {
  try {
    return await parseReceiptPolicy(text);
  } catch (error) {
    throw error.name === 'MalformedJson' ? Object.assign(error, { name: 'MalformedPolicy' }) : error;
  }
}

function said(verdict) {
  const { time } = verdict;
  return [
    `accepted ${verdict.accepted}`,
    `simulated ${verdict.simulated}`,
    `leaf ${verdict.index} of ${verdict.size} of ${verdict.origin}`,
    `time ${time.stated}; ${bound(time.notBefore)}; ${bound(time.notAfter)}`,
    ...[...verdict.measurements].map(([name, value]) => `${name} ${value}`),
    ...verdict.checks.flatMap((check) => [
      `${check.name} ${check.outcome} ${check.reason ?? ''}`.trim(),
      ...(check.name.startsWith('time.') ? [check.detail] : []),
      ...check.lines.map((line) => `${check.name}: ${line.name} ${line.outcome}`),
    ]),
    ...verdict.unproven,
  ];
}

function bound(one) {
  return one === null ? 'nobody' : `${one.time}, by the word of ${one.vouchedBy}`;
}

for await (const line of createInterface({ input: process.stdin })) {
  let answer;
  try {
    answer = await judged(JSON.parse(line));
  } catch (error) {
    answer = error.name === 'MalformedReceipt' ? ['malformed receipt']
      : error.name === 'MalformedPolicy' ? ['malformed policy'] : [String(error.stack)];
  }
  console.log(answer.join('|').replaceAll('\n', ' '));
}
