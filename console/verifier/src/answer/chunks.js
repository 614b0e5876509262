// SPDX-License-Identifier: Apache-2.0

/** Of a response that is no stream of events: the length of each piece but the last. */
const PIECE = 64 << 10;

const LF = 0x0a;
const CR = 0x0d;

/** Whether a content type is that of a stream of events. */
export function isEvents(contentType) {
  return contentType.split(';')[0].trim().toLowerCase() === 'text/event-stream';
}

/**
 * Where a kept response is divided (docs/inference-receipts.md, section 3): a stream of events
 * behind each event's empty line, anything else into pieces. So it doesn't matter how it was cut on
 * its way.
 *
 * @param {number} [most] no more than these
 */
export function split(contentType, body, most = Infinity) {
  const events = isEvents(contentType);
  const chunks = [];
  for (let at = 0; at < body.length && chunks.length < most;) {
    const end = events ? eventEnd(body, at) ?? body.length : Math.min(at + PIECE, body.length);
    chunks.push(body.subarray(at, end));
    at = end;
  }
  return chunks;
}

/** Where the event that begins at `from` ends: behind its first empty line; null if it has none. */
export function eventEnd(body, from) {
  let line = from;
  for (let at = from; at < body.length; at++) {
    if (body[at] === LF) {
      const length = at - line;
      if (length === 0 || (length === 1 && body[line] === CR)) {
        return at + 1;
      }
      line = at + 1;
    }
  }
  return null;
}

/** An event's data: the values of its `data` lines, one below the other; empty if it has none. */
export function eventData(event) {
  const data = [];
  for (const ended of new TextDecoder('utf-8', { ignoreBOM: true }).decode(event).split('\n')) {
    const line = ended.endsWith('\r') ? ended.slice(0, -1) : ended;
    if (line === 'data') {
      data.push('');
    } else if (line.startsWith('data:')) {
      data.push(line.slice(line[5] === ' ' ? 6 : 5));
    }
  }
  return data.join('\n');
}
