// SPDX-License-Identifier: Apache-2.0

import { offerChat, silence, talkTo } from './chat.js';
import { offerKeys } from './keys.js';
import { offerLive } from './live.js';
import { offerLog } from './log.js';
import { offerProofs } from './prove.js';
import { offerReceipts } from './receipts.js';
import { visit } from './visit.js';

/** Each section of the page takes part by itself; what they share is in visit.js. */
offerLog();
offerProofs();
offerReceipts();
offerKeys();
offerChat(visit.copy);
offerLive({ before: silence, after: talkTo });
