// SPDX-License-Identifier: Apache-2.0

/** Base 64 in its two alphabets, as requests and passkeys write it. */

export function base64(bytes) {
  return btoa(String.fromCharCode(...bytes));
}

/** Without padding. */
export function base64url(bytes) {
  return base64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
