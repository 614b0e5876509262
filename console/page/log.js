// SPDX-License-Identifier: Apache-2.0

import { made, place } from './shown.js';

const SHOWN = 6;

/** What is listened to. */
let followed = null;

/**
 * Follows the log's checkpoints. Signatures aren't judged here: what a checkpoint is worth, a
 * receipt's checks say.
 */
export function follow(origin) {
  if (followed?.url === `${origin}/v1/log/checkpoints` && followed.readyState !== EventSource.CLOSED) {
    return;
  }
  followed?.close();
  place('checkpoints').replaceChildren();
  const events = new EventSource(`${origin}/v1/log/checkpoints`);
  followed = events;
  events.addEventListener('checkpoint', (event) => {
    const lines = event.data.split('\n');
    const witnesses = lines.filter((line) => line.startsWith('— '))
      .map((line) => line.split(' ')[1])
      .filter((name) => name !== lines[0] && !name.startsWith(`${lines[0]}/epoch/`));
    const words = `${lines[1]} entries, root ${lines[2]}, cosigned by ${witnesses.join(', ') || 'nobody'}`;
    place('log-key').textContent = `log ${lines[0]}`;
    place('checkpoints').prepend(made('li', '', words));
    while (place('checkpoints').childElementCount > SHOWN) {
      place('checkpoints').lastElementChild.remove();
    }
    place('log-state').textContent = 'Names of cosigners are shown as they stand in the checkpoint, not verified here.';
  });
  events.addEventListener('error', () => {
    place('log-state').textContent = events.readyState === EventSource.CLOSED
      ? 'This enclave shows no log.' : 'The connection to the log broke; trying again.';
  });
}
