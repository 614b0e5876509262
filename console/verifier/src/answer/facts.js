// SPDX-License-Identifier: Apache-2.0

import { byUnits } from '../receipt/canonical.js';
import { sentParameters, usageOf } from './said.js';

/** Endpoints whose requests are forms, which aren't looked into. */
const FORMS = ['/v1/audio/transcriptions'];

/** Endpoints whose answers hold nothing that was generated. */
const COUNT_INPUT_ONLY = ['/v1/embeddings'];

/** Members of requests that are numbers and steer sampling: those that an entry has. */
const SAMPLING = ['max_tokens', 'max_completion_tokens', 'max_output_tokens', 'temperature', 'top_p',
  'top_k', 'min_p', 'typical_p', 'seed', 'n', 'presence_penalty', 'frequency_penalty',
  'repeat_penalty', 'repetition_penalty'];

const BY_WORD = "by the gateway's word: not compared with the";

/**
 * Compares what an entry states beside digests with request and response as far as these say it
 * too. Weights and evidence are the gateway's word alone.
 *
 * @param exchange that the digests are of; null: there is none, or another one
 */
export function checkFacts(statement, exchange, findings) {
  const form = FORMS.includes(statement.endpoint);
  const sent = exchange === null || form ? null : sentParameters(exchange.request);
  const compared = exchange !== null && !form;
  model(statement, sent, compared, findings);
  sampling(statement, sent, compared, findings);
  usage(statement, exchange, findings);
  weights(statement.backend, findings);
  evidence(statement.backend, findings);
}

function model(statement, sent, compared, findings) {
  const name = 'inference.model';
  if (compared) {
    findings.check(name, sent !== null && sent.model === statement.model,
      `${statement.model}, as the request names it`,
      `${statement.model}, and the request names another`);
  } else {
    findings.skip(name, `${statement.model}, ${BY_WORD} request`);
  }
}

function sampling(statement, sent, compared, findings) {
  const name = 'inference.sampling';
  const sorted = [...statement.sampling].sort(([one], [other]) => byUnits(one, other));
  const words = sorted.length === 0 ? 'no parameters'
    : `{${sorted.map(([member, value]) => `${member}=${value}`).join(', ')}}`;
  if (compared) {
    findings.check(name, sent !== null && samplesBy(sent.numbers, statement.sampling),
      `${words}, as they were sent`, `${words}, and the request has others`);
  } else {
    findings.skip(name, `${words}, ${BY_WORD} request`);
  }
}

/** Each is there as it is written, and none that is known is left out. */
function samplesBy(numbers, stated) {
  return [...stated].every(([name, value]) => numbers.get(name) === value)
    && [...numbers.keys()].every((name) => !SAMPLING.includes(name) || stated.has(name));
}

function usage(statement, exchange, findings) {
  const name = 'inference.usage';
  const stated = words(statement.usage);
  // Of a broken answer more may have been counted than came.
  if (exchange === null || statement.response.problem !== null) {
    findings.skip(name, `${stated}, ${BY_WORD} response`);
    return;
  }
  const said = words(usageOf(!COUNT_INPUT_ONLY.includes(statement.endpoint),
    statement.response.type, exchange.response));
  findings.check(name, said === stated, `${stated}, as the response says`,
    `${stated}, and the response says: ${said}`);
}

function words(counts) {
  return counts === null ? 'unknown' : `${counts.input} tokens in, ${counts.output} out`;
}

function weights({ weights: digest }, findings) {
  const name = 'inference.weights';
  if (digest === null) {
    findings.skip(name, "the gateway didn't load the model, so it doesn't say which file it is");
  } else {
    findings.pass(name, `SHA-256 ${digest}, which the gateway loaded`);
  }
}

function evidence({ evidence: found }, findings) {
  const name = 'inference.evidence';
  if (found === null) {
    findings.skip(name, "the model ran in the gateway's own environment");
  } else {
    findings.pass(name, `${found.simulated ? 'SIMULATED ' : ''}${found.kind} with SHA-256 `
      + `${found.sha256}, of the connection that the answer came over`);
  }
}
