// SPDX-License-Identifier: Apache-2.0

import { askAndShow } from './live.js';
import { follow } from './log.js';
import { offerReceipts } from './receipts.js';
import { place } from './shown.js';

/** A copy on somebody's disk says so of itself; else the enclave that served the page is asked. */
const { copy, enclave } = document.documentElement.dataset;

function address() {
  return copy === undefined ? window.location.origin : new URL(place('address').value).origin;
}

async function ask() {
  place('again').disabled = true;
  try {
    const origin = address();
    await askAndShow(origin, place('expected').value);
    follow(origin);
  } finally {
    place('again').disabled = false;
  }
}

place('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  ask();
});
place('policy').addEventListener('change', async () => {
  const [file] = place('policy').files;
  if (file !== undefined) {
    place('expected').value = await file.text();
  }
});
offerReceipts();
if (copy !== undefined) {
  place('where').hidden = false;
  place('address').required = true;
  place('address').value = enclave ?? '';
  place('served').remove();
}
if (copy === undefined || enclave !== undefined) {
  ask();
}
