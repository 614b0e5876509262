// SPDX-License-Identifier: Apache-2.0

// Judges what stands in each line of standard input, and answers with a line each.
import { createInterface } from 'node:readline';
import { webcrypto } from 'node:crypto';
import { pathToFileURL } from 'node:url';

globalThis.crypto ??= webcrypto;
const { appraise, fromHex, parsePolicy } = await import(pathToFileURL(process.argv[2]));

async function judged({ evidence, policy, anchors, challenge, at }) {
  const bytes = Uint8Array.from(Buffer.from(evidence, 'base64'));
  const values = Object.fromEntries(
    Object.entries(challenge ?? {}).map(([name, value]) => [name, fromHex(value)]));
  const verdict = await appraise(bytes, {
    policy: policy === undefined ? null : parsePolicy(policy),
    anchors,
    challenge: values,
    at: at === 'document' ? at : new Date(at),
  });
  return [
    `genuine ${verdict.genuine}`,
    `accepted ${verdict.accepted}`,
    `simulated ${verdict.simulated}`,
    ...verdict.checks.map((check) =>
      [check.stage, check.name, check.outcome, check.reason ?? ''].join(' ').trim()),
  ];
}

for await (const line of createInterface({ input: process.stdin })) {
  let said;
  try {
    said = await judged(JSON.parse(line));
  } catch (error) {
    said = [error.name === 'MalformedEvidence' ? `malformed ${error.code}` : String(error.stack)];
  }
  console.log(said.join('|'));
}
