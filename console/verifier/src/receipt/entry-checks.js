// SPDX-License-Identifier: Apache-2.0

import { equal, hex } from '../bytes.js';
import { MalformedJson } from '../json.js';
import { entryLeaf } from './entry.js';
import { epochOf } from './epoch-entry.js';
import { MalformedReceipt } from './malformed.js';
import { manifestDigest, pathOf } from './manifest.js';
import { rootOf } from './merkle.js';
import { proofDigest } from './proof-entry.js';
import { NO_ED25519 } from './question.js';
import { checkRecovery } from './recovery-entry.js';

/** How far from the counter the entry's true place is looked for, to say it. */
const NEAR = 64n;

/** Is the entry about what was asked, and is it in the tree where it says that it is? */
export async function checkEntry(question, checks) {
  await checkDigest(question, await content(question.receipt.entry, checks), checks);
  await inclusion(question, checks);
}

/** Looks into the entry; gives the digest that it is about, or null. */
async function content(entry, checks) {
  try {
    switch (entry.kind) {
      case 'proof': {
        const digest = proofDigest(entry);
        checks.pass('entry.content', `a proof of SHA-256 ${hex(digest)}`);
        return digest;
      }
      case 'epoch':
        epochOf(entry);
        checks.pass('entry.content', 'the start of an epoch');
        break;
      case 'recovery':
        await recovery(entry, checks);
        break;
      case 'inference':
        checks.skip('entry.content', "a model's answer: compared by checks of its own, if at all");
        break;
      default:
        checks.skip('entry.content', "an entry of a kind that isn't looked into here");
    }
  } catch (error) {
    if (!(error instanceof MalformedJson || error instanceof MalformedReceipt)) {
      throw error;
    }
    checks.fail('entry.content', 'entry-malformed', error.message);
  }
  return null;
}

async function recovery(entry, checks) {
  if (await checkRecovery(entry) === null) {
    checks.fail('entry.content', 'unverifiable', NO_ED25519);
  } else {
    checks.pass('entry.content', 'where the log goes on after a loss, as its operators signed');
  }
}

async function checkDigest({ receipt, digest: asked }, entered, checks) {
  const name = 'entry.digest';
  if (receipt.manifest === null && asked === null) {
    checks.skip(name, 'no file was given to compare');
  } else if (entered === null) {
    checks.fail(name, 'entry-without-digest', 'the entry is about no file');
  } else if (receipt.manifest !== null) {
    await folder(receipt.manifest, entered, asked, checks);
  } else if (equal(asked, entered)) {
    checks.pass(name, 'the file is the one that was entered');
  } else {
    checks.fail(name, 'digest-differs', `the file has SHA-256 ${hex(asked)}`);
  }
}

async function folder(manifest, entered, asked, checks) {
  const name = 'entry.digest';
  if (!equal(await manifestDigest(manifest), entered)) {
    checks.fail(name, 'manifest-differs', "the manifest isn't the one that was entered");
  } else if (asked === null || equal(asked, entered)) {
    checks.pass(name, `a folder's manifest of ${manifest.files.size} files`);
  } else {
    const path = pathOf(manifest, asked);
    if (path === null) {
      checks.fail(name, 'not-in-manifest', `no file of the folder has ${hex(asked)}`);
    } else {
      checks.pass(name, `in the folder as ${path}`);
    }
  }
}

async function inclusion({ receipt, checkpoint }, checks) {
  const name = 'log.inclusion';
  const proof = { index: receipt.index, size: checkpoint.size, path: receipt.inclusion };
  const leaf = await entryLeaf(receipt.entry, receipt.salt);
  const { root, problem } = await rootOf(leaf, proof);
  if (problem !== undefined) {
    checks.fail(name, 'counter-outside-tree', problem);
  } else if (equal(root, checkpoint.root)) {
    checks.pass(name, `leaf ${proof.index} of ${proof.size}, as `
      + `${receipt.salt === null ? 'an open' : 'a salted'} leaf`);
  } else {
    const found = await elsewhere(leaf, proof, checkpoint.root);
    if (found === null) {
      checks.fail(name, 'entry-not-in-tree',
        'entry, salt, counter or path was changed, or is of another tree');
    } else {
      checks.fail(name, 'counter-differs', `the entry is leaf ${found}, not leaf ${proof.index}`);
    }
  }
}

/** Looks near the counter, and where one bit of it was changed. All places can't be tried. */
async function elsewhere(leaf, proof, wanted) {
  const places = Array.from({ length: 63 }, (_, bit) => proof.index ^ (1n << BigInt(bit)));
  for (let near = proof.index - NEAR; near <= proof.index + NEAR; near++) {
    places.push(near);
  }
  for (const index of places.filter((one) => one >= 0n && one < proof.size)) {
    const { root } = await rootOf(leaf, { ...proof, index });
    if (root !== undefined && equal(root, wanted)) {
      return index;
    }
  }
  return null;
}
