// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.derivation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Where in a tree of keys one is (BIP-32, "The key tree"), such as `m/84'/0'/0'/0/0`.
///
/// @param steps from the root; at most ten
public record DerivationPath(List<Step> steps) {
  /// How deep a path may go.
  public static final int DEEPEST = 10;

  /// The root.
  public static final DerivationPath ROOT = new DerivationPath(List.of());

  private static final Pattern NUMBER = Pattern.compile("0|[1-9][0-9]{0,9}");
  private static final long HARDENED = 1L << 31;
  private static final int LONGEST = 1 + DEEPEST * 12;

  /// One step.
  ///
  /// @param number 0 to 2^31 - 1
  /// @param hardened whether knowing the parent's public key and the child's private key tells
  ///   nothing of the parent's
  public record Step(int number, boolean hardened) {
    /// Checks the number.
    public Step {
      if (number < 0) {
        throw new IllegalArgumentException("a step is from 0 to 2^31 - 1");
      }
    }

    /// The index of BIP-32, 0 to 2^32 - 1, as 32 bits.
    int index() {
      return hardened ? number | Integer.MIN_VALUE : number;
    }
  }

  /// Checks the depth.
  public DerivationPath {
    steps = List.copyOf(steps);
    if (steps.size() > DEEPEST) {
      throw new IllegalArgumentException("a path has at most " + DEEPEST + " steps");
    }
  }

  /// Reads a path: `m`, and for each step `/`, a number without leading zeros, and `'` if it is
  /// hardened. No other spelling is taken, so that a path has one.
  ///
  /// @throws MalformedPathException if it isn't one
  public static DerivationPath parse(String text) throws MalformedPathException {
    if (text.length() > LONGEST || !(text.equals("m") || text.startsWith("m/"))) {
      throw new MalformedPathException("a path starts with m/ and has at most ten steps");
    }
    List<Step> steps = new ArrayList<>();
    String[] parts = text.split("/", -1);
    if (parts.length - 1 > DEEPEST) {
      throw new MalformedPathException("a path has at most " + DEEPEST + " steps");
    }
    for (int i = 1; i < parts.length; i++) {
      boolean hardened = parts[i].endsWith("'");
      String number = hardened ? parts[i].substring(0, parts[i].length() - 1) : parts[i];
      if (!NUMBER.matcher(number).matches() || Long.parseLong(number) >= HARDENED) {
        throw new MalformedPathException("step " + i + " isn't a number from 0 to 2^31 - 1");
      }
      steps.add(new Step(Integer.parseInt(number), hardened));
    }
    return new DerivationPath(steps);
  }

  /// As [#parse] reads it.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder("m");
    for (Step step : steps) {
      out.append('/').append(step.number()).append(step.hardened() ? "'" : "");
    }
    return out.toString();
  }
}
