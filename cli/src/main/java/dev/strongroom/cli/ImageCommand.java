// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `strongroom image`: looks into images, and signs them.
@Command(
    name = "image",
    description = "Looks into enclave images (EIF), and signs them (docs/image-format.md).",
    subcommands = {ImageShowCommand.class, ImageSignCommand.class},
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom image show --files app.eif",
      "  strongroom image sign app.eif --key key.pem --certificate certificate.pem -o signed.eif"
    })
final class ImageCommand implements Runnable {
  @Spec private CommandSpec spec;

  /// Made by the command-line library, which sets the field.
  @SuppressWarnings("NullAway.Init")
  ImageCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "show or sign?");
  }
}
