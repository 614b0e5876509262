// SPDX-License-Identifier: Apache-2.0

/**
 * What this browser saw last of each log, kept in `localStorage` under the log's key: a checkpoint,
 * when and where it was seen, and the one that contradicted it, if one did. Nothing else is kept.
 */
const PREFIX = 'strongroom.log ';

/** Null where the browser keeps nothing, such as in private windows of some. */
function storage() {
  try {
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** What was seen of a log: `{checkpoint, seen, origin, contradiction}`, or null. */
export function remembered(key) {
  try {
    const found = JSON.parse(storage()?.getItem(PREFIX + key) ?? 'null');
    return typeof found?.checkpoint === 'string' ? found : null;
  } catch {
    return null;
  }
}

/** Keys of other logs that were seen at the same address. */
export function othersAt(origin, key) {
  const kept = storage();
  return Array.from({ length: kept?.length ?? 0 }, (_, i) => kept.key(i))
    .filter((name) => name.startsWith(PREFIX) && name !== PREFIX + key)
    .map((name) => name.slice(PREFIX.length))
    .filter((other) => remembered(other)?.origin === origin);
}

/**
 * Keeps what was seen. One that was contradicted is never replaced.
 * @returns whether it was kept
 */
export function remember(key, { checkpoint, seen, origin }) {
  return remembered(key)?.contradiction === undefined && kept(key, { checkpoint, seen, origin });
}

/** Keeps, beside what was seen before, what contradicts it: `{checkpoint, seen, problem}`. */
export function rememberContradiction(key, contradiction) {
  return kept(key, { ...remembered(key), contradiction });
}

/** Forgets a log, and with it the proof of what it did. */
export function forget(key) {
  storage()?.removeItem(PREFIX + key);
}

function kept(key, value) {
  try {
    const place = storage();
    place?.setItem(PREFIX + key, JSON.stringify(value));
    return place !== null;
  } catch {
    return false;
  }
}
