// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.model.ModelDigest;
import dev.strongroom.model.TinyModel;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `strongroom model synthesise`: a tiny model from a seed.
@Command(
    name = "synthesise",
    description = {
      "Makes a tiny model of the llama architecture (about half a megabyte) out of a seed.",
      "",
      "It knows nothing, but engines load it and it writes letters: for trying out and for tests."
          + " The same seed gives the same bytes on every machine."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom model synthesise -o tiny.gguf",
      "  strongroom model synthesise -o other.gguf --seed 2",
      "",
      "Exit status: 0 written, 2 it can't be, or wrong usage."
    })
final class ModelSynthesiseCommand implements Callable<Integer> {
  private final Console console;

  @Option(
      names = {"-o", "--output"},
      required = true,
      paramLabel = "FILE",
      description = "Where to write it. Nothing is overwritten.")
  private Path file = Path.of("");

  @Option(names = "--seed", paramLabel = "N", description = "Any whole number. Default: 1.")
  private long seed = 1;

  ModelSynthesiseCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try {
      Files.write(file, TinyModel.synthesise(seed).toByteArray(), StandardOpenOption.CREATE_NEW);
      ModelDigest digest = ModelDigest.of(file);
      console.out().println("sha256  " + digest.sha256().hex());
      console.out().println("length  " + digest.length());
      return ExitStatus.ACCEPTED;
    } catch (FileAlreadyExistsException e) {
      throw new UsageException(file + " exists already; it isn't overwritten");
    } catch (IOException e) {
      throw new UsageException(file + ": can't be written (" + e.getMessage() + ")");
    }
  }
}
