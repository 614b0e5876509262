// SPDX-License-Identifier: Apache-2.0

// Verifies the receipt of an answer that stands in each line of standard input, and answers with a
// line each.
import { createInterface } from 'node:readline';
import { webcrypto } from 'node:crypto';
import { pathToFileURL } from 'node:url';

globalThis.crypto ??= webcrypto;
const { fromHex, parseReceipt, parseReceiptPolicy, verifyAnswer } =
  await import(pathToFileURL(process.argv[2]));

async function judged({ receipt, policy, exchange, at }) {
  const kept = exchange && Object.fromEntries(
    Object.entries(exchange).map(([name, digits]) => [name, fromHex(digits)]));
  const verdict = await verifyAnswer(parseReceipt(Buffer.from(receipt, 'base64').toString()),
    { policy: await parseReceiptPolicy(policy), exchange: kept, at: new Date(at) });
  return [
    `accepted ${verdict.accepted}`,
    `simulated ${verdict.simulated}`,
    ...verdict.checks.map((check) => `${check.name} ${check.outcome}${detail(check)}`),
    ...verdict.unproven,
  ];
}

/** Of what is about the answer; of an entry that is none the words differ. */
function detail({ name, outcome, detail: words }) {
  const answers = /^(inference\.|policy\.(model|backend)$)/.test(name);
  return answers && !(name === 'inference.entry' && outcome === 'failed') ? ` ${words}` : '';
}

for await (const line of createInterface({ input: process.stdin })) {
  let said;
  try {
    said = await judged(JSON.parse(line));
  } catch (error) {
    said = error.name === 'MalformedJson' ? ['malformed policy'] : [String(error.stack)];
  }
  console.log(said.join('|').replaceAll('\n', ' '));
}
