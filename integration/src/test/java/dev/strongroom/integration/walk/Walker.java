// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.walk;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Does what a page says, as the page says it.
///
/// @param folder where its terminals begin
/// @param environment all variables of its terminals
/// @param scratch an empty folder for what the walker itself writes
/// @param patience how long a command may take, and something in another terminal until it is ready
record Walker(Path folder, Map<String, String> environment, Path scratch, Duration patience) {
  private static final String AS_SAID = "as the page says";

  Walker {
    environment = Map.copyOf(environment);
  }

  /// What came of a command.
  ///
  /// @param command as it was pasted
  /// @param outcome in words
  /// @param good it did what the page says
  /// @param took how long; of what goes on running, until it was ready
  /// @param shown what it wrote
  record Step(String command, String outcome, boolean good, Duration took, String shown) {}

  /// Walks through a page until something isn't as it says.
  List<Step> walk(Page page) throws IOException, InterruptedException {
    List<Step> steps = new ArrayList<>();
    List<OtherTerminal> others = new ArrayList<>();
    List<Block> blocks = page.blocks();
    try (Terminal terminal = Terminal.open(folder, environment, scratch)) {
      for (int i = 0; i < blocks.size(); i++) {
        Expectation expected =
            i + 1 < blocks.size() && blocks.get(i + 1) instanceof Block.Output output
                ? new Expectation(output.lines())
                : new Expectation(List.of());
        switch (blocks.get(i)) {
          case Block.Commands commands -> commands(commands, expected, terminal, steps);
          case Block.Background background -> others.add(start(background, expected, steps));
          case Block.Elsewhere elsewhere ->
              steps.add(new Step(elsewhere.text(), "not walked", true, Duration.ZERO, ""));
          case Block.Stop _ -> others.removeLast().close();
          case Block.Output _ -> {}
        }
        if (!steps.isEmpty() && !steps.getLast().good()) {
          return steps;
        }
      }
      return steps;
    } finally {
      stop(others);
    }
  }

  private void commands(
      Block.Commands block, Expectation expected, Terminal terminal, List<Step> steps)
      throws IOException, InterruptedException {
    StringBuilder shown = new StringBuilder();
    for (String command : block.commands()) {
      long began = System.nanoTime();
      Terminal.Ended ended = terminal.run(command, patience);
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      shown.append(ended.shown());
      boolean good = ended.status() == block.status();
      String outcome =
          ended.status() == -1
              ? "DIDN'T END"
              : good
                  ? block.status() == 0 ? AS_SAID : AS_SAID + ", status " + ended.status()
                  : "STATUS " + ended.status();
      steps.add(new Step(command, outcome, good, took, ended.shown()));
      if (!good) {
        return;
      }
    }
    Optional<String> missing = expected.missingIn(shown.toString());
    if (missing.isPresent()) {
      Step last = steps.removeLast();
      steps.add(
          new Step(
              last.command(), "DIDN'T SHOW: " + missing.get(), false, last.took(), "" + shown));
    }
  }

  private OtherTerminal start(Block.Background block, Expectation expected, List<Step> steps)
      throws IOException, InterruptedException {
    long began = System.nanoTime();
    OtherTerminal other =
        OtherTerminal.start(
            block.command(),
            folder,
            environment,
            scratch.resolve("terminal-" + block.line() + ".out"));
    Optional<String> missing = other.await(expected, patience);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    boolean goesOn = other.goesOn();
    String outcome =
        missing.map(line -> "DIDN'T SHOW: " + line).orElse(goesOn ? "runs" : "ENDED BY ITSELF");
    steps.add(new Step(block.command(), outcome, missing.isEmpty() && goesOn, took, other.shown()));
    return other;
  }

  private static void stop(List<OtherTerminal> others) {
    for (OtherTerminal other : others.reversed()) {
      other.close();
    }
    others.clear();
  }
}
