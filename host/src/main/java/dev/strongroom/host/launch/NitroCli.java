// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import dev.strongroom.host.command.CommandResult;
import dev.strongroom.host.command.CommandRunner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// AWS's `nitro-cli`: starts enclaves, answers their heartbeat, lists and ends them.
final class NitroCli {
  /// It waits for the heartbeat for minutes if the image is large.
  private static final Duration RUN = Duration.ofMinutes(10);

  private static final Duration OTHERS = Duration.ofSeconds(60);
  private static final int LONGEST_COMPLAINT = 500;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9-]{1,80}");

  private final String program;
  private final CommandRunner commands;

  NitroCli(String program, CommandRunner commands) {
    this.program = program;
    this.commands = commands;
  }

  /// Starts an enclave; returns once it has sent its heartbeat.
  NitroEnclaves.Running run(NitroSettings settings) throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "run-enclave",
            "--eif-path",
            settings.image().toString(),
            "--enclave-name",
            settings.name(),
            "--cpu-count",
            Integer.toString(settings.cpus()),
            "--memory",
            Integer.toString(settings.memoryMib()),
            "--enclave-cid",
            Integer.toString(settings.cid())));
    if (settings.debug()) {
      arguments.add("--debug-mode");
    }
    NitroEnclaves.Running running = NitroEnclaves.one(call(RUN, arguments));
    if (!ID.matcher(running.id()).matches() || running.cid() != settings.cid()) {
      throw new LaunchException(
          "nitro-cli answered without an enclave's id and the cid that was asked for");
    }
    return running;
  }

  List<NitroEnclaves.Running> list() throws IOException, InterruptedException {
    return NitroEnclaves.list(call(OTHERS, List.of("describe-enclaves")));
  }

  Optional<NitroEnclaves.Running> find(String id) throws IOException, InterruptedException {
    return list().stream().filter(enclave -> enclave.id().equals(id)).findFirst();
  }

  void terminate(String id) throws IOException, InterruptedException {
    call(OTHERS, List.of("terminate-enclave", "--enclave-id", id));
  }

  private String call(Duration within, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(arguments);
    command.addFirst(program);
    CommandResult result = commands.run(command, within);
    if (result.status() != 0) {
      throw new LaunchException(
          "nitro-cli "
              + arguments.getFirst()
              + " ended with status "
              + result.status()
              + ": "
              + complaint(result));
    }
    return result.output();
  }

  /// Its explanations have many lines; the first ones name the error.
  private static String complaint(CommandResult result) {
    String said = result.errors().isBlank() ? result.output() : result.errors();
    String line = said.strip().replaceAll("\\s+", " ").replaceAll("[^ -~]", "?");
    return line.length() > LONGEST_COMPLAINT ? line.substring(0, LONGEST_COMPLAINT) + "…" : line;
  }
}
