// SPDX-License-Identifier: Apache-2.0

export { askedNote, base64url } from './answer/asked.js';
export { eventData, eventEnd } from './answer/chunks.js';
export { verifyAnswer } from './answer/verify.js';
export { appraise } from './appraise.js';
export { fromHex, hex } from './bytes.js';
export { parseDocument } from './document.js';
export { amountOf, unsignedTransaction } from './evm/transaction.js';
export { checkHistory } from './history/check.js';
export { JsonNode, MalformedJson } from './json.js';
export { MalformedAnswer, parseKeyStatement } from './keys.js';
export { appraiseAnswer, appraiseLive } from './live.js';
export { MalformedEvidence } from './malformed.js';
export { messageKeys } from './message/keys.js';
export { padJson } from './message/padding.js';
export { MessageRefused } from './message/refused.js';
export { send } from './message/send.js';
export { AWS_ROOT_G1, parsePolicy } from './policy.js';
export { canonicalJson } from './receipt/canonical.js';
export { fileDigest, MAX_FILE } from './receipt/file.js';
export { MalformedReceipt } from './receipt/malformed.js';
export { receiptPolicyOf } from './receipt/of-enclave.js';
export { parseReceipt } from './receipt/parse.js';
export { parseReceiptPolicy } from './receipt/policy.js';
export { verifyReceipt } from './receipt/verify.js';
export { pageKey } from './request/page-key.js';
export { Algorithm, prepareRequest } from './request/prepare.js';
export { UNPROVEN } from './unproven.js';
