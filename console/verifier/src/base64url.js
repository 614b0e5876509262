// SPDX-License-Identifier: Apache-2.0

import { toBase64 } from './receipt/base64.js';

/** Base 64 in the alphabet of URLs, without padding (RFC 4648, 5): as requests, passkeys and salts have it. */
export function base64url(bytes) {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
