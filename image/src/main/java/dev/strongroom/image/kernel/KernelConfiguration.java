// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.kernel;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The options of a kernel, as a `.config` file states them: `CONFIG_NAME=VALUE`, or `# CONFIG_NAME
/// is not set` for `n`. Other comments and empty lines say nothing.
///
/// Source: Documentation/kbuild/kconfig.rst of the kernel.
///
/// @param options names without `CONFIG_`, each with `y`, `m`, `n`, a number, or a text in quotes
public record KernelConfiguration(SortedMap<String, String> options) {
  private static final Pattern SET = Pattern.compile("CONFIG_([A-Za-z0-9_]+)=(\\S.*)");
  private static final Pattern NOT_SET = Pattern.compile("# CONFIG_([A-Za-z0-9_]+) is not set");

  /// What an option has that is off, and what one has that isn't mentioned.
  static final String OFF = "n";

  /// Keeps a copy of the map.
  public KernelConfiguration {
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
  }

  /// Reads a `.config` file or a part of one.
  ///
  /// @throws MalformedKernelException if a line is none of a configuration, or an option is there
  ///   twice; the offset is the line's, in characters
  public static KernelConfiguration parse(String text) throws MalformedKernelException {
    SortedMap<String, String> options = new TreeMap<>();
    int offset = 0;
    for (String line : text.split("\n", -1)) {
      Matcher set = SET.matcher(line);
      Matcher notSet = NOT_SET.matcher(line);
      String before = null;
      if (set.matches()) {
        before = options.putIfAbsent(set.group(1), set.group(2).strip());
      } else if (notSet.matches()) {
        before = options.putIfAbsent(notSet.group(1), OFF);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        throw new MalformedKernelException(
            MalformedKernelException.Reason.BAD_CONFIGURATION,
            offset,
            "not a line of a configuration");
      }
      if (before != null) {
        throw new MalformedKernelException(
            MalformedKernelException.Reason.BAD_CONFIGURATION,
            offset,
            "an option that was there before");
      }
      offset += line.length() + 1;
    }
    return new KernelConfiguration(options);
  }

  /// The option of which a line says something, without `CONFIG_`; empty for other lines.
  static Optional<String> option(String line) {
    Matcher set = SET.matcher(line);
    Matcher notSet = NOT_SET.matcher(line);
    if (set.matches()) {
      return Optional.of(set.group(1));
    }
    return notSet.matches() ? Optional.of(notSet.group(1)) : Optional.empty();
  }

  /// What an option has: `n` if it is off or unknown.
  ///
  /// @param name without `CONFIG_`
  public String value(String name) {
    return options.getOrDefault(name, OFF);
  }

  /// What of `wanted` isn't so here, in words such as `NSM is n, not y`; empty if all is.
  public List<String> deviationsFrom(KernelConfiguration wanted) {
    List<String> deviations = new ArrayList<>();
    wanted.options.forEach((name, value) -> {
      if (!value(name).equals(value)) {
        deviations.add(name + " is " + value(name) + ", not " + value);
      }
    });
    return List.copyOf(deviations);
  }
}
