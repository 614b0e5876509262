// SPDX-License-Identifier: Apache-2.0

import { parseReceipt, parseReceiptPolicy, UNPROVEN, verifyAnswer } from './verifier/index.js';
import { filesOf } from './chat-files.js';
import { checkLine, made } from './shown.js';

/** Receipts take a moment: the log has to be cosigned first. */
const PAUSES = [0, 200, 400, 800, 1600, 3200, 6400];

/**
 * Fetches an answer's receipt, checks it, and gives what is shown of it.
 *
 * @param kept what was sent and came: `id`, `salt`, `request`, `response`, `model`, …
 */
export async function receiptOf(gateway, kept) {
  const text = await fetched(gateway, kept.id);
  if (text === null) {
    return made('p', 'complaint', 'No receipt: the enclave gave none for this answer.');
  }
  const place = made('details', 'receipt');
  try {
    place.append(...judged(await verdictOf(text, gateway.asked.expected.json, kept)));
  } catch (error) {
    place.append(made('summary', 'complaint', `Receipt: REFUSED: ${error.message}`));
  }
  place.append(await filesOf(text, kept, gateway.asked.answer));
  return place;
}

async function fetched(gateway, id) {
  if (id === null) {
    return null;
  }
  for (const pause of PAUSES) {
    await new Promise((resolve) => { setTimeout(resolve, pause); });
    const text = await gateway.receipt(id);
    if (text !== null) {
      return text;
    }
  }
  return null;
}

/** By what the visitor expects of the enclave: its program has to be the one that kept the log. */
async function verdictOf(text, expected, { salt, request, response, model }) {
  const policy = await parseReceiptPolicy(`{
    "version": 1, "kind": "receipt",
    "logs": { "ignore": "the evidence binds the log's key" },
    "enclave": { "require": ${expected} },
    "witnesses": { "ignore": "the page knows none: strongroom check, with a policy of yours" },
    "timestamps": { "ignore": "none are asked for" },
    "time": { "ignore": "it was just now" },
    "inference": {
      "models": { "require": [${JSON.stringify(model)}] },
      "backends": { "ignore": "the measured configuration says what it accepts" },
      "hops": { "ignore": "not looked at by a page: strongroom check" }
    }
  }`);
  return verifyAnswer(parseReceipt(text), { policy, exchange: { salt, request, response } });
}

function judged(verdict) {
  const failed = verdict.checks.find((one) => one.outcome === 'failed');
  const label = verdict.simulated ? 'SIMULATED. ' : '';
  const words = verdict.accepted
    ? 'ACCEPTED: entered in the log, about this question and this answer.'
    : `REFUSED: ${failed.name}: ${failed.detail}`;
  const checks = made('ol', 'checks',
    ...verdict.checks.map((one) => checkLine(one, UNPROVEN[one.name])));
  checks.setAttribute('aria-label', "Checks of the answer's receipt");
  return [
    made('summary', verdict.accepted ? 'passed' : 'complaint', `Receipt: ${label}${words}`),
    checks,
    made('p', 'words', "What it doesn't show:"),
    made('ul', 'words', ...verdict.unproven.map((sentence) => made('li', '', sentence))),
  ];
}
