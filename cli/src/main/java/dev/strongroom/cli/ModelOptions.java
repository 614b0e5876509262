// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.content.OfferedContent;
import dev.strongroom.model.Gguf;
import dev.strongroom.model.MalformedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Which models an enclave is to serve, and how.
final class ModelOptions {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@-]{0,127}");
  private static final int LEAST_CONTEXT = 16;
  private static final int MOST_CONTEXT = 1 << 20;
  private static final int DEFAULT_CONTEXT = 4096;
  private static final int MOST_THREADS = 1024;
  private static final int DEFAULT_THREADS = 8;

  @Option(
      names = "--model",
      paramLabel = "[NAME=]FILE",
      description = {
        "Serve this model, a GGUF file, from inside the enclave (docs/inference.md), in place of the",
        "vault. NAME is what requests call it; default: the file's name. May be repeated."
      })
  private List<String> models = List.of();

  @Option(
      names = "--context",
      paramLabel = "TOKENS",
      description = {
        "With --model: how long a prompt and its answer may be together. Default: what the model was",
        "trained for, but no more than 4096."
      })
  private @Nullable Integer context;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = {
        "With --model: how many threads compute. Default: half of the processors, 1 to 8."
      })
  private @Nullable Integer threads;

  /// Made by the command-line library, which sets the fields.
  ModelOptions() {}

  /// For models, each a file or NAME=FILE.
  ModelOptions(List<String> models) {
    this.models = List.copyOf(models);
  }

  /// Whether any are named.
  boolean any() {
    return !models.isEmpty();
  }

  /// Reads the models' files.
  ///
  /// @return none if none are to be served
  /// @throws UsageException if one can't be
  List<ServedModel> read() throws UsageException {
    if (models.isEmpty() && (context != null || threads != null)) {
      throw new UsageException("--context and --threads are for --model");
    }
    List<ServedModel> read = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String model : models) {
      ServedModel next = read(model);
      if (!names.add(next.name())) {
        throw new UsageException("two models are called " + next.name() + ": --model NAME=FILE");
      }
      read.add(next);
    }
    return read;
  }

  private ServedModel read(String model) throws UsageException {
    int equals = model.indexOf('=');
    // A file whose name has such a sign is a file.
    boolean named = equals > 0 && !Files.exists(Path.of(model));
    Path file = Path.of(named ? model.substring(equals + 1) : model);
    String name = named ? model.substring(0, equals) : nameOf(file);
    if (!NAME.matcher(name).matches()) {
      throw new UsageException(
          "'" + Printable.of(name) + "' names no model: 1 to 128 letters, digits and . _ : / @ -");
    }
    try {
      Gguf facts = Gguf.read(file);
      ModelRoom.ofThisMachine().check(file, facts.length());
      int tokens = context(file, facts);
      return new ServedModel(
          name, OfferedContent.of(file), facts.architecture(), tokens, threads());
    } catch (MalformedModelException e) {
      throw new UsageException(file + ": no model in GGUF: " + e.getMessage());
    } catch (IOException e) {
      throw FileProblem.reading(file, e);
    }
  }

  /// The file's name without `.gguf`, and without what a model's name can't have.
  private static String nameOf(Path file) {
    Path last = file.getFileName();
    String name = last == null ? "" : last.toString();
    String bare = name.endsWith(".gguf") ? name.substring(0, name.length() - 5) : name;
    String fitting = bare.replaceAll("[^A-Za-z0-9._:@-]", "-").replaceFirst("^[^A-Za-z0-9]+", "");
    return fitting.isEmpty() ? "model" : fitting.substring(0, Math.min(128, fitting.length()));
  }

  private int context(Path file, Gguf facts) throws UsageException {
    if (facts.contextLength().isEmpty()) {
      throw new UsageException(file + ": doesn't say how many tokens it was trained for");
    }
    long trained = facts.contextLength().getAsLong();
    if (context == null) {
      return (int) Math.min(trained, DEFAULT_CONTEXT);
    }
    if (context < LEAST_CONTEXT || context > MOST_CONTEXT) {
      throw new UsageException("--context is " + LEAST_CONTEXT + " to " + MOST_CONTEXT);
    }
    if (context > trained) {
      throw new UsageException(file + ": trained for " + trained + " tokens, not " + context);
    }
    return context;
  }

  private int threads() throws UsageException {
    if (threads == null) {
      return Math.clamp(Runtime.getRuntime().availableProcessors() / 2, 1, DEFAULT_THREADS);
    }
    if (threads < 1 || threads > MOST_THREADS) {
      throw new UsageException("--threads is 1 to " + MOST_THREADS);
    }
    return threads;
  }
}
