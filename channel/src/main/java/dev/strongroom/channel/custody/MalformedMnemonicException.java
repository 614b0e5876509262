// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

/// Words that aren't a mnemonic of BIP-39.
public final class MalformedMnemonicException extends Exception {
  private static final long serialVersionUID = 1;

  private final Fault fault;

  /// What is wrong with them.
  public enum Fault {
    /// Not 12, 15, 18, 21 or 24 words with single spaces between them.
    WORD_COUNT,
    /// A word that isn't on the English list, in lower case.
    UNKNOWN_WORD,
    /// Words of the list that don't fit each other: one is wrong, or two are swapped.
    CHECKSUM
  }

  /// @param message for people, without any of the words
  public MalformedMnemonicException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  /// Which it is.
  public Fault fault() {
    return fault;
  }
}
