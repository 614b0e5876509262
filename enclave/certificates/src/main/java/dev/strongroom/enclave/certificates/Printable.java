// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

/// What others wrote, as it may stand in a log.
final class Printable {
  /// Of one text, in characters.
  static final int LONGEST = 200;

  private Printable() {}

  static String of(String text) {
    StringBuilder printable = new StringBuilder();
    text.chars()
        .limit(LONGEST)
        .forEach(one -> printable.append(one >= ' ' && one <= '~' ? (char) one : '?'));
    return printable.toString();
  }
}
