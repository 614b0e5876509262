// SPDX-License-Identifier: Apache-2.0

export { askedNote } from './answer/asked.js';
export { eventData, eventEnd } from './answer/chunks.js';
export { verifyAnswer } from './answer/verify.js';
export { appraise } from './appraise.js';
export { base64url } from './base64url.js';
export { fromHex, hex } from './bytes.js';
export { parseDocument } from './document.js';
export { amountOf, unsignedTransaction } from './evm/transaction.js';
export { checkHistory } from './history/check.js';
export { JsonNode, MalformedJson } from './json.js';
export { MalformedAnswer, parseKeyStatement } from './keys.js';
export { appraiseAnswer, appraiseLive } from './live.js';
export { inconsistency } from './log/consistency.js';
export { cosignersOf } from './log/cosigners.js';
export { latestEntries } from './log/entries.js';
export { judgeCheckpoint, logPolicy, parseLogKey, sameEnclave, signedByLog } from './log/judge.js';
export { consistencyPath, inclusionPath, rangePath } from './log/proofs.js';
export { bundleOf, ENTRIES, tiledHashes, tilePath, UnusableTile } from './log/tiles.js';
export { MalformedEvidence } from './malformed.js';
export { messageKeys } from './message/keys.js';
export { padJson } from './message/padding.js';
export { MessageRefused } from './message/refused.js';
export { send } from './message/send.js';
export { AWS_ROOT_G1, parsePolicy } from './policy.js';
export { canonicalJson, prettyJson } from './receipt/canonical.js';
export { parseCheckpoint } from './receipt/checkpoint.js';
export {
  expandCompactReceipt, parseCompactReceipt, receiptText, saidMembers,
} from './receipt/compact.js';
export { FileChanged, fileDigest } from './receipt/file.js';
export { MalformedReceipt } from './receipt/malformed.js';
export { fitsReceipt, manifestDigest, manifestFor } from './receipt/manifest.js';
export { receiptPolicyOf } from './receipt/of-enclave.js';
export { parseReceipt } from './receipt/parse.js';
export { parseReceiptPolicy } from './receipt/policy.js';
export { Sha256 } from './receipt/sha256.js';
export { verifyReceipt } from './receipt/verify.js';
export { parseReleaseKey } from './release/key.js';
export { releasePolicy } from './release/policy.js';
export { RefusedRelease } from './release/refused.js';
export { verifyRelease } from './release/release.js';
export { pageKey } from './request/page-key.js';
export { Algorithm, prepareRequest } from './request/prepare.js';
export { UNPROVEN } from './unproven.js';
