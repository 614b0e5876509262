// SPDX-License-Identifier: Apache-2.0

import {
  fileDigest, fitsReceipt, MalformedJson, manifestDigest, manifestFor,
} from './verifier/index.js';

/** What was chosen can't be proved here; says why. */
export class Unprovable extends Error {}

/**
 * Files that were chosen one by one.
 * @returns things to be proved: `{name, file}`, or of a folder `{name, files}`, its Files by path
 */
export function filesOf(list) {
  return [...list].map((file) => ({ name: file.name, file }));
}

/** A folder that was chosen: the browser tells each file's path, with the folder in front. */
export function folderOf(list) {
  const files = new Map([...list].map((file) => [
    file.webkitRelativePath.split('/').slice(1).join('/'), file]));
  const [first] = list;
  return first === undefined ? [] : [{ name: first.webkitRelativePath.split('/')[0], files }];
}

/** Files and folders that were dropped. */
export async function droppedOf(transfer) {
  // The entries are gone after the first pause, so that all are taken before.
  const entries = [...transfer.items].filter((item) => item.kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
  return Promise.all(entries.map(async ({ entry, file }) => (entry?.isDirectory
    ? { name: entry.name, files: await walked(entry) } : { name: file.name, file })));
}

async function walked(folder, prefix = '', files = new Map()) {
  const reader = folder.createReader();
  for (;;) {
    // Browsers give some at a time, and none at the end.
    const some = await new Promise((resolve, reject) => { reader.readEntries(resolve, reject); });
    if (some.length === 0) {
      return files;
    }
    for (const entry of some) {
      const path = prefix + entry.name;
      if (entry.isDirectory) {
        await walked(entry, `${path}/`, files);
      } else {
        files.set(path, await new Promise((resolve, reject) => { entry.file(resolve, reject); }));
      }
    }
  }
}

/** How many bytes there are to be hashed. */
export function lengthOf(sources) {
  return sources.flatMap(({ file, files }) => (files === undefined ? [file] : [...files.values()]))
    .reduce((sum, file) => sum + file.size, 0);
}

/**
 * Hashes something; nothing is sent.
 * @param read told how many bytes came, each time some came
 * @returns `{name, digest, manifest}`: of a folder the manifest and its digest, else null
 * @throws {Unprovable|FileChanged}
 */
export async function hashed({ name, file, files }, read) {
  if (files === undefined) {
    return { name, digest: await fileDigest(file, read), manifest: null };
  }
  const digests = new Map();
  for (const [path, one] of files) {
    // What a browser couldn't read as text makes another name.
    if (path.includes('\ufffd')) {
      throw new Unprovable(`${name}/${path}: its name isn't text`);
    }
    digests.set(path, await fileDigest(one, read));
  }
  const manifest = manifestOf(name, digests);
  if (!fitsReceipt(manifest)) {
    throw new Unprovable(`${name}: ${digests.size} files are too many for one receipt; prove its folders`
      + ' one by one');
  }
  return { name, digest: await manifestDigest(manifest), manifest };
}

function manifestOf(name, digests) {
  if (digests.size === 0) {
    throw new Unprovable(`${name}: there are no files in it`);
  }
  try {
    return manifestFor(digests);
  } catch (error) {
    throw error instanceof MalformedJson || error instanceof RangeError
      ? new Unprovable(`${name}: ${error.message}`) : error;
  }
}
