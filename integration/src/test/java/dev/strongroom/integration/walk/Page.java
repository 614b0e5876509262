// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.walk;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What of a page is to be typed, and what it says will come of it.
///
/// Fences of `sh` are commands; the words behind it say how they are walked:
///
/// | | |
/// |---|---|
/// | `sh` | in the reader's terminal; each command ends with 0 |
/// | `sh status=N` | each ends with N |
/// | `sh background` | one command in a terminal of its own, until the page's end or a stop |
/// | `sh elsewhere` | not walked |
/// | `output` | lines that the block before shows, in this order; `…` stands for anything |
///
/// `<!-- walk: stop -->` is Ctrl-C in the other terminal that was opened last. Fences of other
/// languages are left aside.
///
/// @param blocks in the page's order
record Page(List<Block> blocks) {
  private static final String FENCE = "```";
  private static final String STOP = "<!-- walk: stop -->";
  private static final Pattern STATUS = Pattern.compile("status=([0-9]{1,3})");
  private static final Pattern HERE = Pattern.compile("<<-?\\s*['\"]?([A-Za-z_]+)['\"]?");

  Page {
    blocks = List.copyOf(blocks);
  }

  /// Reads a page.
  ///
  /// @throws IllegalArgumentException if a fence isn't closed, or its words aren't known
  static Page parse(String markdown) {
    List<String> lines = markdown.lines().toList();
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.equals(STOP)) {
        blocks.add(new Block.Stop(i + 1));
      } else if (line.startsWith(FENCE)) {
        int end = closing(lines, i);
        int indent = lines.get(i).indexOf(FENCE);
        List<String> body =
            lines.subList(i + 1, end).stream().map(text -> dedented(text, indent)).toList();
        add(blocks, i + 1, line.substring(FENCE.length()).strip(), body);
        i = end;
      }
    }
    return new Page(blocks);
  }

  private static int closing(List<String> lines, int open) {
    for (int i = open + 1; i < lines.size(); i++) {
      if (lines.get(i).strip().equals(FENCE)) {
        return i;
      }
    }
    throw new IllegalArgumentException("line " + (open + 1) + ": the fence isn't closed");
  }

  private static String dedented(String text, int indent) {
    return text.substring(Math.min(indent, text.length() - text.stripLeading().length()));
  }

  private static void add(List<Block> blocks, int line, String words, List<String> body) {
    if (words.equals("output")) {
      if (blocks.isEmpty()
          || !(blocks.getLast() instanceof Block.Commands
              || blocks.getLast() instanceof Block.Background)) {
        throw new IllegalArgumentException("line " + line + ": output of what?");
      }
      blocks.add(new Block.Output(line, body));
      return;
    }
    if (!words.equals("sh") && !words.startsWith("sh ")) {
      return;
    }
    String how = words.substring(2).strip();
    Matcher status = STATUS.matcher(how);
    if (how.isEmpty()) {
      blocks.add(new Block.Commands(line, commands(body), 0));
    } else if (status.matches()) {
      blocks.add(new Block.Commands(line, commands(body), Integer.parseInt(status.group(1))));
    } else if (how.equals("elsewhere")) {
      blocks.add(new Block.Elsewhere(line, String.join("\n", body)));
    } else if (how.equals("background") && commands(body).size() == 1) {
      blocks.add(new Block.Background(line, commands(body).getFirst()));
    } else {
      throw new IllegalArgumentException("line " + line + ": sh " + how + "?");
    }
  }

  /// A command goes on after a backslash, and until the end of its here-document.
  private static List<String> commands(List<String> body) {
    List<String> commands = new ArrayList<>();
    StringBuilder command = new StringBuilder();
    String until = "";
    for (String line : body) {
      command.append(line).append('\n');
      Matcher here = HERE.matcher(line);
      if (until.isEmpty() && here.find()) {
        until = here.group(1);
      } else if (line.equals(until)) {
        until = "";
      }
      if (until.isEmpty() && !line.endsWith("\\")) {
        if (!isRemark(command)) {
          commands.add(command.toString().stripTrailing());
        }
        command.setLength(0);
      }
    }
    if (!command.isEmpty()) {
      throw new IllegalArgumentException("a command without end: " + command);
    }
    return commands;
  }

  private static boolean isRemark(CharSequence command) {
    return command.toString().isBlank() || command.toString().startsWith("#");
  }
}
