// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `strongroom model`: files of models.
@Command(
    name = "model",
    description = "Looks into files of models (GGUF), and makes a tiny one (docs/models.md).",
    subcommands = {ModelInspectCommand.class, ModelSynthesiseCommand.class},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom model synthesise -o tiny.gguf",
      "  strongroom model inspect tiny.gguf"
    })
final class ModelCommand implements Runnable {
  @Spec private CommandSpec spec;

  /// Made by the command-line library, which sets the field.
  @SuppressWarnings("NullAway.Init")
  ModelCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "inspect or synthesise?");
  }
}
