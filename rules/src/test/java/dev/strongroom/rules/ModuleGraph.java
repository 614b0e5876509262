// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.rules;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The dependencies that `rules/module-graph.txt` allows; modules are named by their directories.
///
/// @param uses for each module, the modules its main code may depend on
/// @param inside the modules that go into the enclave
record ModuleGraph(Map<String, Set<String>> uses, Set<String> inside) {
  static ModuleGraph read(Path file) throws IOException {
    Map<String, Set<String>> uses = new TreeMap<>();
    Set<String> inside = new TreeSet<>();
    for (String row : Rows.of(file)) {
      String[] words = row.split(" +", -1);
      if (words.length == 2 && words[0].equals("inside")) {
        inside.add(words[1]);
      } else if (words.length > 2 && words[1].equals("uses")) {
        Set<String> used = new TreeSet<>();
        for (int i = 2; i < words.length; i++) {
          used.add(words[i]);
        }
        if (used.size() > 1 || !used.remove("nothing")) {
          refuse(used.contains("nothing"), row);
        }
        refuse(uses.put(words[0], used) != null, row);
      } else {
        refuse(true, row);
      }
    }
    return new ModuleGraph(uses, inside);
  }

  private static void refuse(boolean wrong, String row) {
    if (wrong) {
      throw new IllegalArgumentException("module-graph.txt: can't make sense of: " + row);
    }
  }
}
