// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.solana;

/// The programs and system accounts that are known here, by their addresses.
final class Programs {
  static final String SYSTEM = "11111111111111111111111111111111";
  static final String TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA";
  static final String TOKEN_2022 = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb";
  static final String ASSOCIATED_TOKEN = "ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL";
  static final String COMPUTE_BUDGET = "ComputeBudget111111111111111111111111111111";
  static final String MEMO = "MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr";
  static final String FIRST_MEMO = "Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo";
  static final String RECENT_BLOCKHASHES = "SysvarRecentB1ockHashes11111111111111111111";
  static final String RENT = "SysvarRent111111111111111111111111111111111";

  private Programs() {}
}
