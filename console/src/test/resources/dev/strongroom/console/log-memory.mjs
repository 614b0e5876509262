// SPDX-License-Identifier: Apache-2.0

// What the page says of the checkpoints that a browser sees one after the other, and what it keeps:
// a line of JSON each. The storage is one in memory, in place of the browser's.
import { createInterface } from 'node:readline';
import { webcrypto } from 'node:crypto';
import { pathToFileURL } from 'node:url';

globalThis.crypto ??= webcrypto;

class Storage {
  #kept = new Map();

  get length() {
    return this.#kept.size;
  }

  key(i) {
    return [...this.#kept.keys()][i] ?? null;
  }

  getItem(name) {
    return this.#kept.get(name) ?? null;
  }

  setItem(name, value) {
    this.#kept.set(name, value);
  }

  removeItem(name) {
    this.#kept.delete(name);
  }
}

const page = pathToFileURL(`${process.argv[2]}/`);
const verifier = await import(new URL('verifier/index.js', page));
const { compared, contradictionFile } = await import(new URL('log-memory.js', page));
const { remembered } = await import(new URL('remembered.js', page));

async function seen({ key, checkpoint, tiles }) {
  const said = await verifier.parseLogKey(key);
  const tree = verifier.parseCheckpoint(checkpoint);
  const fetched = async (path) => verifier.fromHex(tiles[path]);
  const hashes = verifier.tiledHashes(tree.size, fetched);
  const verdict = await verifier.judgeCheckpoint(said, tree, { hashes, policy: null, receipts: null });
  const { check, before, contradiction } = await compared(
    said, { note: checkpoint, checkpoint: tree, origin: 'https://enclave.example' }, hashes, verdict);
  return {
    outcome: check.outcome,
    detail: check.detail,
    kept: remembered(said.text)?.checkpoint ?? '',
    file: contradiction === null ? { name: '', text: '' }
      : contradictionFile(said.text, before, contradiction),
  };
}

for await (const line of createInterface({ input: process.stdin })) {
  const { steps, kept } = JSON.parse(line);
  globalThis.localStorage = new Storage();
  if (kept !== undefined) {
    globalThis.localStorage.setItem(kept.name, kept.value);
  }
  const answers = [];
  for (const step of steps) {
    answers.push(await seen(step));
  }
  console.log(JSON.stringify(answers));
}
