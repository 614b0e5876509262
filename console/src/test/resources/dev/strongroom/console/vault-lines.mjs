// SPDX-License-Identifier: Apache-2.0

// Prepares requests, encodes transactions and checks histories: one in each line of standard input,
// a line for each on standard output.
import { createInterface } from 'node:readline';
import { webcrypto } from 'node:crypto';
import { pathToFileURL } from 'node:url';

globalThis.crypto ??= webcrypto;
const {
  amountOf, checkHistory, fromHex, hex, pageKey, parsePolicy, parseReceipt, parseReceiptPolicy,
  prepareRequest, receiptPolicyOf, unsignedTransaction,
} = await import(pathToFileURL(process.argv[2]));
const key = await pageKey();

/** By the key of a page, or for a passkey whose assertion is given. */
async function requested({ request, at, nonce, lifetime, assertion }) {
  const by = assertion === undefined ? { algorithm: key.algorithm, keyId: key.id } : {};
  const prepared = await prepareRequest(
    { ...request, ...by, body: fromHex(request.body) },
    { now: new Date(at), nonce: fromHex(nonce), lifetime });
  const headers = assertion === undefined ? prepared.withSignature(await key.sign(prepared.base))
    : prepared.withPasskey(assertion);
  return { base: hex(prepared.base), challenge: hex(prepared.challenge), headers };
}

/** Numbers are texts of digits. */
function encoded({ transaction, ether }) {
  const { to, data, ...numbers } = transaction;
  const amounts = Object.fromEntries(
    Object.entries(numbers).map(([name, digits]) => [name, BigInt(digits)]));
  const value = ether === undefined ? amounts.value : amountOf(ether, 18);
  return { unsigned: hex(unsignedTransaction({ ...amounts, value, to, data })) };
}

async function judged({ history, policy, enclave, log, at }) {
  const receipts = history.receipts.map(parseReceipt);
  const asked = policy !== undefined ? await parseReceiptPolicy(policy)
    : await receiptPolicyOf(parsePolicy(enclave), log);
  const verdict = await checkHistory(history.key, receipts, parseReceipt(history.statement),
    { policy: asked, at: new Date(at) });
  return {
    said: [
      `accepted ${verdict.accepted}`,
      `entries ${verdict.entries}`,
      ...verdict.checks.map(({ name, outcome, detail }) => `${name} ${outcome} ${detail}`),
    ].join('|'),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const asked = JSON.parse(line);
  let answer;
  try {
    answer = asked.request !== undefined ? await requested(asked)
      : asked.transaction !== undefined ? encoded(asked) : await judged(asked);
  } catch (error) {
    answer = error instanceof RangeError ? { refused: error.message } : { failed: String(error.stack) };
  }
  console.log(JSON.stringify(answer));
}
