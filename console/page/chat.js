// SPDX-License-Identifier: Apache-2.0

import { base64url, MessageRefused, padJson } from './verifier/index.js';
import { forgetFiles } from './chat-files.js';
import { Gateway, parsed, Unusable, whole } from './chat-gateway.js';
import { receiptOf } from './chat-receipt.js';
import { ChatEvents, problemOf } from './chat-stream.js';
import { askAndShow } from './live.js';
import { made, place } from './shown.js';

const TARGET = '/v1/chat/completions';
const MOST_ANSWER = 8 << 20;
const COPY = "A saved copy can't do this: browsers send encrypted messages only to the place that a page came from."
  + ' Open the page that the enclave itself serves.';

/** Whether this page is a copy that was saved. */
let saved = false;
/** Whom is talked to; null: nobody, and nothing is sent. */
let gateway = null;
/** What was said so far, as models take it. */
let turns = [];
/** Whose conversation it is. */
let deployment = null;
/** Stops the answer that is under way. */
let stopping = null;

export function offerChat(isCopy) {
  saved = isCopy;
  if (saved) {
    place('chat-verdict').hidden = true;
    state(COPY);
  }
  place('chat-form').addEventListener('submit', (event) => {
    event.preventDefault();
    ask();
  });
  place('chat-stop').addEventListener('click', () => stopping?.abort());
  place('chat-anew').addEventListener('click', forget);
}

/** Nothing is sent from now on, until somebody was accepted again. */
export function silence() {
  gateway?.close();
  gateway = null;
  stopping?.abort();
  place('chat-form').hidden = true;
  place('chat-simulated').hidden = true;
  if (!saved) {
    state('Nothing is sent before the evidence was accepted.');
  }
}

/**
 * Lets the visitor talk to an enclave, if its evidence was accepted under what they expect.
 * @param asked `{answer, expected}` as `askAndShow` gives, or null
 */
export async function talkTo(origin, text, asked) {
  if (saved) {
    return;
  }
  there(true);
  verdictBeside(asked);
  if (!asked?.answer.accepted) {
    state("Nothing is sent: the evidence wasn't accepted under what you expect.");
    return;
  }
  try {
    const found = await Gateway.of(origin, asked, async () => {
      const again = await askAndShow(origin, text);
      verdictBeside(again);
      return again;
    });
    const names = await found.models();
    there(names !== null);
    if (names !== null) {
      open(found, asked, names);
    }
  } catch (error) {
    state(`Nothing is sent: ${failure(error)}`);
  }
}

/** Without models there is no section, and no way to it. */
function there(yes) {
  place('chat-section').hidden = !yes;
  for (const link of document.querySelectorAll('nav a[href="#chat"]')) {
    link.parentElement.hidden = !yes;
  }
}

function open(found, { answer }, names) {
  if (deployment !== answer.identityKey) {
    forget();
    deployment = answer.identityKey;
  }
  gateway = found;
  place('chat-model').replaceChildren(...names.map((name) => made('option', '', name)));
  place('chat-form').hidden = false;
  state('What you send can be read by the enclave that was accepted above, and by nobody on the way.');
}

/** The verdict that what is sent relies on, where it is sent. */
function verdictBeside(asked) {
  place('chat-verdict').className = place('state').className;
  place('chat-verdict').textContent = place('state').textContent;
  place('chat-simulated').hidden = asked?.answer.verdict.simulated !== true;
}

function state(words) {
  place('chat-state').textContent = words;
}

function forget() {
  stopping?.abort();
  turns = [];
  forgetFiles();
  place('chat-log').replaceChildren();
}

/** Sends what was typed, and shows the answer as it comes. */
async function ask() {
  const words = place('chat-words').value;
  if (gateway === null || stopping !== null || words.trim() === '') {
    return;
  }
  stopping = new AbortController();
  busy(true);
  const model = place('chat-model').value;
  place('chat-log').append(turn('question', 'You', words));
  const shown = turn('answer', model, '');
  place('chat-log').append(shown);
  place('chat-words').value = '';
  try {
    await answered(gateway, question(model, words), words, shown);
  } catch (error) {
    broken(shown, failure(error), words);
  } finally {
    stopping = null;
    busy(false);
  }
}

function busy(is) {
  place('chat-send').disabled = is;
  place('chat-stop').disabled = !is;
  place('chat-log').setAttribute('aria-busy', String(is));
  if (is) {
    state('Answering…');
  }
}

function turn(kind, who, words) {
  const said = made('p', 'said', words);
  said.dir = 'auto';
  return made('div', `chat-turn ${kind}`, made('p', 'who', who), said);
}

function question(model, words) {
  const json = JSON.stringify({
    model,
    messages: [...turns, { role: 'user', content: words }],
    max_tokens: Number(place('chat-most').value),
    stream: true,
    stream_options: { include_usage: true },
  });
  const salt = globalThis.crypto.getRandomValues(new Uint8Array(32));
  const key = place('chat-key').value.trim();
  const body = padJson(new TextEncoder().encode(json), place('chat-pad').checked ? '1k' : 'none');
  return {
    kept: { at: new Date(), target: TARGET, model, salt, request: body },
    sent: {
      method: 'POST',
      target: TARGET,
      fields: [['content-type', 'application/json'], ['strongroom-receipt', base64url(salt)],
        ...(key === '' ? [] : [['authorization', `Bearer ${key}`]])],
      body,
    },
  };
}

async function answered(by, { kept, sent }, words, shown) {
  const response = await by.call(sent, stopping.signal);
  const type = response.field('content-type') ?? '';
  if (response.status !== 200 || !type.startsWith('text/event-stream')) {
    const text = new TextDecoder().decode(await whole(response.body, MOST_ANSWER));
    throw new Unusable(`status ${response.status}: ${problemOf(parsed(text))}`);
  }
  const events = new ChatEvents();
  const failed = await streamed(response.body, events, shown.querySelector('.said'));
  const complete = failed === null && events.done && events.problem === null;
  if (complete) {
    turns.push({ role: 'user', content: words }, { role: 'assistant', content: events.text });
    const count = events.usage === null ? '' : `, ${events.usage.completion_tokens} tokens`;
    shown.append(made('p', 'words', `Complete${count}: the enclave ended it.`));
    state('The answer is complete. Its receipt is fetched.');
  } else {
    broken(shown, [events.problem, failed].filter((one) => one !== null).join('; ')
      || 'it ended without its last event', words);
  }
  await receipt(by, shown, {
    ...kept,
    status: response.status,
    complete: failed === null,
    id: response.field('strongroom-request-id'),
    response: await events.bytes(),
  });
  if (complete) {
    state('The answer is complete.');
  }
}

/** Shows words as they were decrypted; gives why it broke off, or null if it came whole. */
async function streamed(body, events, said) {
  try {
    for await (const bytes of body) {
      said.append(events.take(bytes));
      if (events.length > MOST_ANSWER) {
        return 'an answer that is too long';
      }
    }
    return null;
  } catch (error) {
    return failure(error);
  }
}

async function receipt(by, shown, kept) {
  try {
    shown.append(await receiptOf(by, kept));
  } catch (error) {
    shown.append(made('p', 'complaint', `No receipt: ${failure(error)}`));
  }
}

/** What stands there is no answer, and must not look like one. */
function broken(shown, why, words) {
  const begun = shown.querySelector('.said').textContent !== '';
  shown.classList.add('broken');
  shown.append(made('p', 'complaint', begun
    ? `BROKEN OFF (${why}). What stands above is a part, and not the answer.` : `NO ANSWER (${why}).`));
  state(begun ? 'The answer was broken off.' : 'There is no answer.');
  if (place('chat-words').value === '') {
    place('chat-words').value = words;
  }
}

function failure(error) {
  if (error.name === 'AbortError') {
    return 'stopped by you';
  }
  if (error instanceof MessageRefused) {
    return error.word ? `${error.message}; it says: ${error.word}` : error.message;
  }
  return error.message;
}
