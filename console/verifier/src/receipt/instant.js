// SPDX-License-Identifier: Apache-2.0

/**
 * Instants as whole nanoseconds since 1970, BigInts: entries may state nanoseconds, which no Date
 * has. Read and shown as the Java library does (`java.time.Instant`), years beyond 9999 included.
 */

const FORM = /^([+-]?)(\d{4,10})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{0,9}))?(Z|[+-]\d\d:\d\d(?::\d\d)?)$/i;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const LAST_YEAR = 1_000_000_000n;
const HOUR = 3600n;
const DAY = 24n * HOUR;
const MOST_OFFSET = 18n * HOUR;
const LEAST_SECOND = -31557014167219200n;
const LAST_SECOND = 31556889864403199n;
const CYCLE = 146097n;

/** A second and a minute in nanoseconds. */
export const SECOND = 1_000_000_000n;
export const MINUTE = 60n * SECOND;

/** The last second of which there is an instant. */
export const LAST = LAST_SECOND;

/** The instant that a text such as `2026-11-21T18:00:00Z` says; null if it says none. */
export function parseInstant(text) {
  const found = FORM.exec(text);
  if (found === null) {
    return null;
  }
  const [, sign, digits, ...numbers] = found;
  const [month, day, hour, minute, second] = numbers.slice(0, 5).map(Number);
  const year = BigInt(sign === '-' ? `-${digits}` : digits);
  const offset = offsetOf(numbers[6]);
  if (!plausible(sign, digits, year) || offset === null || !isDate(year, month, day)) {
    return null;
  }
  const midnight = hour === 24 && minute === 0 && second === 0 && !/[1-9]/.test(numbers[5] ?? '');
  const leap = hour === 23 && minute === 59 && second === 60;
  if ((hour > 23 && !midnight) || minute > 59 || (second > 59 && !leap)) {
    return null;
  }
  const seconds = daysUntil(year, month, day) * DAY + BigInt(hour) * HOUR + BigInt(minute) * 60n
    + BigInt(leap ? 59 : second) - offset;
  return seconds < LEAST_SECOND || seconds > LAST_SECOND ? null
    : seconds * SECOND + BigInt((numbers[5] ?? '').padEnd(9, '0'));
}

/** More than four digits need a sign, four don't have a plus, and there is no minus zero. */
function plausible(sign, digits, year) {
  if (sign === '-') {
    return year !== 0n && -year <= LAST_YEAR;
  }
  return (sign === '+') === digits.length > 4 && year <= LAST_YEAR;
}

function offsetOf(text) {
  if (text.toUpperCase() === 'Z') {
    return 0n;
  }
  const [hours, minutes, seconds = 0n] = text.slice(1).split(':').map(BigInt);
  const offset = hours * HOUR + minutes * 60n + seconds;
  return minutes > 59n || seconds > 59n || offset > MOST_OFFSET ? null
    : text[0] === '-' ? -offset : offset;
}

function isDate(year, month, day) {
  return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1]
    && (month !== 2 || day < 29 || isLeap(year));
}

function isLeap(year) {
  return year % 4n === 0n && (year % 100n !== 0n || year % 400n === 0n);
}

/** Days from 1970 to a date, counted in years that begin in March, so that leap days come last. */
function daysUntil(year, month, day) {
  const from = month > 2 ? year : year - 1n;
  const cycle = floor(from, 400n);
  const within = from - cycle * 400n;
  const dayOfYear = BigInt(Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1);
  return cycle * CYCLE + within * 365n + within / 4n - within / 100n + dayOfYear - 719468n;
}

/** An instant as the Java library writes it: a fraction has no, three, six or nine digits. */
export function showInstant(instant) {
  const seconds = floor(instant, SECOND);
  const days = floor(seconds, DAY);
  const time = Number(seconds - days * DAY);
  const clock = [time / 3600, (time / 60) % 60, time % 60].map((part) => two(Math.floor(part)));
  const nanos = String(instant - seconds * SECOND).padStart(9, '0');
  const fraction = nanos.replace(/(?:000){1,3}$/, '');
  return `${date(days)}T${clock.join(':')}${fraction === '' ? '' : `.${fraction}`}Z`;
}

function date(days) {
  const shifted = days + 719468n;
  const cycle = floor(shifted, CYCLE);
  const day = shifted - cycle * CYCLE;
  const within = (day - day / 1460n + day / 36524n - day / 146096n) / 365n;
  const dayOfYear = Number(day - (within * 365n + within / 4n - within / 100n));
  const index = Math.floor((5 * dayOfYear + 2) / 153);
  const month = index < 10 ? index + 3 : index - 9;
  const year = cycle * 400n + within + (month > 2 ? 0n : 1n);
  const digits = String(year < 0n ? -year : year).padStart(4, '0');
  return `${year < 0n ? '-' : year > 9999n ? '+' : ''}${digits}-${two(month)}-`
    + two(dayOfYear - Math.floor((153 * index + 2) / 5) + 1);
}

function two(number) {
  return String(number).padStart(2, '0');
}

function floor(number, by) {
  const quotient = number / by;
  return number % by < 0n ? quotient - 1n : quotient;
}
