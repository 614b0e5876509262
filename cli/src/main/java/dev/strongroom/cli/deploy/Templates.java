// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The templates of one target, which come with this program.
final class Templates {
  private Templates() {}

  /// All of them, filled.
  ///
  /// @param target the folder that they are in
  /// @param names their paths in it, and in the folder that is written
  /// @param values each has a place in one of them
  static SortedMap<String, String> filled(
      String target, List<String> names, Map<String, String> values) {
    SortedMap<String, String> files = new TreeMap<>();
    Set<String> used = new HashSet<>();
    for (String name : names) {
      files.put(name, new Template(name, text(target + "/" + name)).filled(values, used));
    }
    if (!used.equals(values.keySet())) {
      Set<String> idle = new HashSet<>(values.keySet());
      idle.removeAll(used);
      throw new IllegalStateException(target + ": no place for " + idle);
    }
    return files;
  }

  private static String text(String resource) {
    try (InputStream in = Templates.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("no template " + resource);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("can't read the template " + resource, e);
    }
  }
}
