// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.doctor;

import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The kernel's way to write sets of CPUs: `1,3,5-7`.
final class CpuList {
  private static final Pattern RANGE = Pattern.compile("([0-9]{1,5})(?:-([0-9]{1,5}))?");

  private CpuList() {}

  /// The set; empty if `text` isn't one.
  static Optional<NavigableSet<Integer>> parse(String text) {
    NavigableSet<Integer> cpus = new TreeSet<>();
    for (String part : text.strip().replace("\"", "").split(",", -1)) {
      Matcher range = RANGE.matcher(part.strip());
      if (!range.matches()) {
        return Optional.empty();
      }
      int first = Integer.parseInt(range.group(1));
      int last = range.group(2) == null ? first : Integer.parseInt(range.group(2));
      IntStream.rangeClosed(first, last).forEach(cpus::add);
    }
    return Optional.of(cpus);
  }
}
