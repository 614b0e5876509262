// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A program's version, as far as it matters.
record Version(int major, int minor) implements Comparable<Version> {
  private static final Comparator<Version> ORDER =
      Comparator.comparingInt(Version::major).thenComparingInt(Version::minor);

  /// The version behind a word, as in `QEMU emulator version 10.1.2`.
  static Optional<Version> after(String word, String text) {
    Matcher found =
        Pattern.compile(Pattern.quote(word) + "([0-9]{1,4})\\.([0-9]{1,4})").matcher(text);
    return found.find()
        ? Optional.of(
            new Version(Integer.parseInt(found.group(1)), Integer.parseInt(found.group(2))))
        : Optional.empty();
  }

  @Override
  public int compareTo(Version other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return major + "." + minor;
  }
}
