// SPDX-License-Identifier: Apache-2.0

import { parseReleaseKey, RefusedRelease, releasePolicy, verifyRelease } from './verifier/index.js';
import { facts, place } from './shown.js';

/** A release is some 100 KB; more than this nobody reads here. */
const MOST = 1 << 20;

/** Takes a signed release, and writes what it measures into the field of what is expected. */
export function offerReleases() {
  place('take-release').addEventListener('click', () => take());
}

async function take() {
  place('take-release').disabled = true;
  place('release-complaint').hidden = true;
  place('release-complaint').textContent = '';
  place('release-facts').replaceChildren();
  try {
    await taken();
  } catch (error) {
    if (!(error instanceof RefusedRelease)) {
      throw error;
    }
    complain(`REFUSED: ${error.message}`);
  } finally {
    place('take-release').disabled = false;
  }
}

function complain(words) {
  place('release-complaint').textContent = words;
  place('release-complaint').hidden = false;
}

async function taken() {
  const file = place('release').files[0];
  const keyFile = place('release-key').files[0];
  if (file === undefined || keyFile === undefined) {
    complain(file === undefined ? 'Choose a release.'
      : 'Choose the key of whoever releases: without it anybody can have signed.');
    return;
  }
  if (file.size > MOST || keyFile.size > MOST) {
    complain("REFUSED: release.malformed: that's longer than a release or a key");
    return;
  }
  const key = await parseReleaseKey(await keyFile.text());
  const release = await verifyRelease(await file.text(), key);
  const root = place('release-root').value.trim();
  place('expected').value = releasePolicy(release, root === '' ? null : root);
  facts(place('release-facts'), [
    ['release', `${release.image}, SHA-256 ${release.sha256}`],
    ['signed by', `the key with SHA-256 ${key.id}`],
    ['source', `${release.repository} at ${release.commit}`],
    ['builder', release.builder],
    ['evidence', release.simulated ? 'SIMULATED: nothing protects this image' : 'of hardware'],
    ...[...release.measurements].map(([name, value]) => [`its PCR ${name.slice(3)}`, value]),
    ['now', 'expected above, as a policy: ask again'],
  ]);
}
