// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// `docs/cli.md` against the commands that there are.
class CommandDocsTest {
  private static final Pattern CODE = Pattern.compile("`([^`]+)`");
  private static final Pattern WORD = Pattern.compile("[a-z][a-z0-9-]*");

  @Test
  void everyCommandIsInTheDocumentation() throws Exception {
    String page = Files.readString(Path.of("..", "docs", "cli.md"));
    Set<String> words =
        CODE.matcher(page)
            .results()
            .flatMap(code -> WORD.matcher(code.group(1)).results())
            .map(MatchResult::group)
            .collect(Collectors.toSet());
    List<String> commands = new ArrayList<>();
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    Console console =
        new Console(
            InputStream.nullInputStream(), nowhere, nowhere, false, true, () -> Instant.EPOCH);
    collect(new CommandLine(Main.class, new Commands(console)), commands);
    assertThat(commands).hasSizeGreaterThan(60);
    assertThat(commands)
        .allSatisfy(command ->
            assertThat(words)
                .as(command)
                .contains(command.substring(command.lastIndexOf(' ') + 1)));
  }

  private static void collect(CommandLine command, List<String> commands) {
    for (CommandLine one : command.getSubcommands().values()) {
      commands.add(one.getCommandSpec().qualifiedName());
      collect(one, commands);
    }
  }
}
