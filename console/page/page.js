// SPDX-License-Identifier: Apache-2.0

import { offerKeys } from './keys.js';
import { offerLive } from './live.js';
import { offerLog } from './log.js';
import { offerProofs } from './prove.js';
import { offerReceipts } from './receipts.js';

/** Each section of the page takes part by itself; what they share is in visit.js. */
offerLog();
offerProofs();
offerReceipts();
offerKeys();
offerLive();
