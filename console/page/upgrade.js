// SPDX-License-Identifier: Apache-2.0

import { LogUnavailable } from './log-source.js';
import { facts, place } from './shown.js';

/**
 * Says that operators have announced another image for this enclave's secrets, if they have. It is
 * the enclave's word, as good as its evidence; the log's open entries prove it.
 */
export async function showUpgrade(source) {
  const said = await asked(source);
  const pending = said !== null && words(said, new Date());
  place('upgrade').hidden = !pending;
  if (!pending) {
    return;
  }
  // It is a status: said once.
  if (place('upgrade-words').textContent !== pending) {
    place('upgrade-words').textContent = pending;
  }
  facts(place('upgrade-facts'), [
    ['reason', text(said.announcement?.reason)],
    ['release', text(said.announcement?.release)],
    ['PCR 0', text(said.announcement?.image?.pcr0)],
    ['announced', `entry ${Number(said.announced)}, witnesses saw it by ${text(said.seenBy)}`],
  ]);
}

/** What is announced; null where that can't be had, or nothing ever can be. */
async function asked(source) {
  try {
    const said = JSON.parse(await source.text('upgrade'));
    return ['announced', 'approved'].includes(said?.state) ? said : null;
  } catch (error) {
    if (error instanceof LogUnavailable || error instanceof SyntaxError) {
      return null;
    }
    throw error;
  }
}

function words(said, now) {
  if (said.state === 'announced') {
    return `Operators may approve it from ${text(said.noticeOver)} on. Then it gets all that is sealed`
      + " here. Whoever doesn't want that has until then.";
  }
  return Date.parse(said.windowOver) < now.getTime() ? ''
    : `It is approved, and gets all that is sealed here if it asks by ${text(said.windowOver)}.`;
}

function text(value) {
  return typeof value === 'string' ? value : '';
}
