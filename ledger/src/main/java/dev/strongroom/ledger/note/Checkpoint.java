// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.note;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.MerkleHash;
import java.util.List;
import java.util.regex.Pattern;

/// What a log says of its tree (C2SP tlog-checkpoint, "Note text"). Worth what its signatures are.
///
/// @param origin which log, not empty, one line
/// @param size in leaves
/// @param root the tree's root hash
/// @param extensions lines after these, none of them empty
public record Checkpoint(String origin, long size, Bytes root, List<String> extensions) {
  private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,18}");

  /// Copies the list, and checks what can be checked.
  ///
  /// @throws IllegalArgumentException if it can't be a checkpoint
  public Checkpoint {
    extensions = List.copyOf(extensions);
    if (!isLine(origin)
        || size < 0
        || root.length() != MerkleHash.LENGTH
        || !extensions.stream().allMatch(Checkpoint::isLine)) {
      throw new IllegalArgumentException("not a checkpoint");
    }
  }

  private static boolean isLine(String text) {
    return !text.isEmpty() && text.chars().noneMatch(c -> c < ' ');
  }

  /// Reads a note's text.
  ///
  /// @throws MalformedLedgerException if it isn't a checkpoint
  public static Checkpoint parse(String text) throws MalformedLedgerException {
    List<String> lines = List.of(text.split("\n", -1));
    if (lines.size() < 4 || !lines.getLast().isEmpty()) {
      throw new MalformedLedgerException("a checkpoint has at least three lines");
    }
    Bytes root = StrictBase64.decode(lines.get(2), "the checkpoint's root");
    try {
      return new Checkpoint(
          lines.get(0), size(lines.get(1)), root, lines.subList(3, lines.size() - 1));
    } catch (IllegalArgumentException e) {
      throw new MalformedLedgerException("a line of the checkpoint can't be one");
    }
  }

  /// Reads a tree's size.
  ///
  /// @throws MalformedLedgerException if it isn't a decimal number below 2^63 without leading zeros
  public static long size(String digits) throws MalformedLedgerException {
    if (SIZE.matcher(digits).matches()) {
      try {
        return Long.parseLong(digits);
      } catch (NumberFormatException e) {
        // Beyond 63 bits, as below.
      }
    }
    throw new MalformedLedgerException("the size of a tree isn't one");
  }

  /// The note's text.
  public String text() {
    StringBuilder text = new StringBuilder();
    text.append(origin).append('\n').append(size).append('\n');
    text.append(StrictBase64.encode(root)).append('\n');
    extensions.forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }
}
