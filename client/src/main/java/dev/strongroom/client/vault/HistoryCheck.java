// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

/// What the check of a key's history looks at. The codes are stable.
public enum HistoryCheck {
  /// The policy accepts every receipt, the statement's among them.
  RECEIPTS("history.receipts"),
  /// All receipts are of one log, of one key, in the order of their numbers, and none of them
  /// contradicts the statement's view of that log.
  LOG("history.log"),
  /// Every entry is about this key and says its number there.
  DOSSIER("history.dossier"),
  /// The statement says, as the last entry, how many there are.
  STATEMENT("history.statement"),
  /// Each number from one to the statement's is there, once.
  NUMBERS("history.numbers"),
  /// Each entry names the one before by its digest.
  CHAIN("history.chain"),
  /// The first entry, and no other, is the key's birth.
  BIRTH("history.birth");

  private final String code;

  HistoryCheck(String code) {
    this.code = code;
  }

  /// The stable name.
  public String code() {
    return code;
  }
}
