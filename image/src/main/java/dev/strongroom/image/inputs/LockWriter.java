// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import java.util.List;
import java.util.stream.Collectors;

/// Writes lock files: members in a fixed order, groups by name, an input's line per member, so that
/// a difference between two locks reads well.
final class LockWriter {
  static final String FORMAT = "strongroom-lock";
  static final int VERSION = 1;

  private LockWriter() {}

  static String write(Lock lock) {
    StringBuilder out = new StringBuilder("{\n");
    out.append("  \"").append(FORMAT).append("\": ").append(VERSION).append(",\n");
    lock.snapshot()
        .ifPresent(moment -> out.append("  \"snapshot\": ").append(quoted(moment)).append(",\n"));
    String groups =
        lock.groups().entrySet().stream()
            .map(group -> "    " + quoted(group.getKey()) + ": " + inputs(group.getValue()))
            .collect(Collectors.joining(",\n"));
    out.append("  \"groups\": {").append(groups.isEmpty() ? "" : "\n" + groups + "\n  ");
    return out.append("}\n}\n").toString();
  }

  private static String inputs(List<Input> inputs) {
    return inputs.stream().map(LockWriter::input).collect(Collectors.joining(", ", "[", "]"));
  }

  private static String input(Input input) {
    StringBuilder out = new StringBuilder("{\n");
    member(out, "kind", input.kind().word());
    member(out, "name", input.name());
    input.version().ifPresent(text -> member(out, "version", text));
    input.architecture().ifPresent(text -> member(out, "architecture", text));
    member(out, "location", input.location());
    out.append("      \"size\": ").append(input.size()).append(",\n");
    input.licence().ifPresent(text -> member(out, "licence", text));
    out.append("      \"sha256\": ").append(quoted(input.sha256().hex())).append('\n');
    return out.append("    }").toString();
  }

  private static void member(StringBuilder out, String name, String value) {
    out.append("      \"").append(name).append("\": ").append(quoted(value)).append(",\n");
  }

  /// An input's texts have no control characters, which leaves two to escape (RFC 8259, 7).
  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
