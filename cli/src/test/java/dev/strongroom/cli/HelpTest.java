// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Help, version and completion.
class HelpTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "inspect",
        "verify",
        "endorsements",
        "endorsements fetch",
        "endorsements show",
        "endorsements pack",
        "check",
        "ai",
        "up",
        "model",
        "console",
        "model inspect",
        "model synthesise",
        "measure",
        "image",
        "run",
        "build",
        "diff",
        "kernel",
        "ceremony",
        "certificate",
        "certificate show",
        "certificate receipts",
        "certificate request",
        "certificate install",
        "prove",
        "ledger",
        "ledger recover",
        "ledger recover explain",
        "ledger recover sign",
        "ledger recover apply",
        "upgrade",
        "upgrade announce",
        "upgrade approve",
        "upgrade sign",
        "upgrade send",
        "upgrade status",
        "deploy",
        "deploy ec2",
        "deploy confidential-vm",
        "deploy kubernetes",
        "deploy monitoring",
        "doctor",
        "runbook",
        "backup",
        "witness",
        "completion",
        "keys",
        "keys create",
        "keys list",
        "keys show",
        "keys sign",
        "keys verify",
        "keys encrypt",
        "keys decrypt",
        "keys mac",
        "keys export",
        "keys approve",
        "keys rotate",
        "keys disable",
        "keys enable",
        "keys destroy",
        "keys session",
        "mcp",
        "wallet",
        "wallet create",
        "wallet show",
        "wallet sign",
        "wallet recovery-kit",
        "wallet restore",
        "wallet restore-drill",
        "keys history",
        "policy check",
        "policy from-corim",
        "policy explain",
        "policy test",
        "policy apply"
      })
  void teachesEachCommandWithExamples(String command) {
    Run run = Run.of((command + " --help").split(" ", -1));
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("Usage: strongroom " + command, "Example");
  }

  @Test
  void listsCommandsAndExitStatus() {
    assertThat(Run.of("--help").out()).contains("inspect", "verify", "completion", "Exit status");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "keys ", "deploy ", "upgrade ", "policy ", "release "})
  void saysOfEachCommandAWholeSentence(String group) {
    String help = Run.of((group + "--help").split(" ", -1)).out();
    String list = help.replaceFirst("(?s).*\nCommands:\n", "").replaceFirst("(?s)\n\n.*", "");
    // A command begins two columns in, and what was wrapped further.
    assertThat(list.strip().split("\n  (?! )", -1))
        .hasSizeGreaterThan(1)
        .allMatch(command -> command.strip().matches("(?s).*\\.\\)?"));
  }

  @Test
  void tellsItsVersion() {
    Run run = Run.of("--version");
    assertThat(run.status()).isZero();
    assertThat(run.out()).startsWith("strongroom ");
  }

  @Test
  void completesInBash() {
    Run run = Run.of("completion");
    assertThat(run.status()).isZero();
    assertThat(run.out()).contains("strongroom", "--policy", "complete -F");
  }

  @Test
  void wantsACommand() {
    Run run = Run.of();
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("--help");
  }

  @Test
  void makesForeignTextHarmless() {
    assertThat(Printable.of("plain ünïcode 漢字")).isEqualTo("plain ünïcode 漢字");
    assertThat(Printable.of("a\u001b[2Jb\r\n\u202ec"))
        .isEqualTo("a\\u{1b}[2Jb\\u{d}\\u{a}\\u{202e}c");
  }
}
