// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/// What `--help` says of each command in a list of them. The library takes the first element of a
/// description, which in source is a line: half a sentence.
final class CommandList {
  private CommandList() {}

  /// Makes the first lines of each description one, up to the end of a sentence.
  static void inWholeSentences(CommandLine command) {
    for (CommandLine each : command.getSubcommands().values()) {
      UsageMessageSpec usage = each.getCommandSpec().usageMessage();
      usage.description(joined(List.of(usage.description())).toArray(String[]::new));
      inWholeSentences(each);
    }
  }

  private static List<String> joined(List<String> lines) {
    int count = Math.min(1, lines.size());
    while (count < lines.size() && !ends(lines.get(count - 1)) && !lines.get(count).isEmpty()) {
      count++;
    }
    List<String> all = new ArrayList<>(lines.subList(count, lines.size()));
    all.addFirst(String.join(" ", lines.subList(0, count)));
    return all;
  }

  private static boolean ends(String line) {
    return line.endsWith(".") || line.endsWith(".)");
  }
}
