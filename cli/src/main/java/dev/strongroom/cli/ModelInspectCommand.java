// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.model.Gguf;
import dev.strongroom.model.MalformedModelException;
import dev.strongroom.model.ModelDigest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/// `strongroom model inspect`: what is in a model's file?
@Command(
    name = "inspect",
    description = {
      "Shows what a model's file (GGUF) says of itself, and its SHA-256.",
      "",
      "The digest is what a measured configuration names. The rest is what the file's maker says."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom model inspect tiny.gguf",
      "  strongroom model inspect --json tiny.gguf | jq -r .sha256",
      "",
      "Exit status: 0 shown, 2 malformed or unreadable."
    })
final class ModelInspectCommand implements Callable<Integer> {
  private static final JsonFactory FACTORY =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private final Console console;

  @Parameters(paramLabel = "FILE", description = "The model.")
  private Path file = Path.of("");

  @Option(names = "--json", description = "Write JSON (docs/models.md).")
  private boolean json;

  ModelInspectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try {
      Gguf model = Gguf.read(file);
      ModelDigest digest = ModelDigest.of(file);
      if (json) {
        json(model, digest);
      } else {
        text(model, digest);
      }
      return ExitStatus.ACCEPTED;
    } catch (MalformedModelException e) {
      throw new UsageException(file + ": " + e.getMessage());
    } catch (IOException e) {
      throw FileProblem.reading(file, e);
    }
  }

  private void text(Gguf model, ModelDigest digest) {
    line("sha256", digest.sha256().hex());
    line("length", digest.length() + " bytes");
    line("architecture", model.architecture());
    model.name().ifPresent(name -> line("name", name));
    model.contextLength().ifPresent(context -> line("context", context + " tokens"));
    line("parameters", String.valueOf(model.parameters()));
    model.quantisation().ifPresent(type -> line("quantisation", type.name()));
    model
        .tokenizer()
        .ifPresent(tokenizer ->
            line("tokenizer", tokenizer.model() + ", " + tokenizer.tokens() + " tokens"));
    line("chat template", model.chatTemplate().isPresent() ? "yes" : "none");
    line("tensors", String.valueOf(model.tensors().size()));
  }

  private void line(String name, String value) {
    console.out().printf("%-15s%s%n", name, Printable.of(value));
  }

  private void json(Gguf model, ModelDigest digest) {
    PrintWriter out = console.out();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      json.writeStringProperty("sha256", digest.sha256().hex());
      json.writeNumberProperty("length", digest.length());
      json.writeStringProperty("architecture", model.architecture());
      model.name().ifPresent(name -> json.writeStringProperty("name", name));
      model
          .contextLength()
          .ifPresent(context -> json.writeNumberProperty("contextLength", context));
      json.writeNumberProperty("parameters", model.parameters());
      model.quantisation().ifPresent(type -> json.writeStringProperty("quantisation", type.name()));
      model.tokenizer().ifPresent(tokenizer -> tokenizer(json, tokenizer));
      model.chatTemplate().ifPresent(text -> json.writeStringProperty("chatTemplate", text));
      json.writeNumberProperty("tensors", model.tensors().size());
      json.writeEndObject();
    }
    out.println();
  }

  private static void tokenizer(JsonGenerator json, Gguf.Tokenizer tokenizer) {
    json.writeObjectPropertyStart("tokenizer");
    json.writeStringProperty("model", tokenizer.model());
    json.writeNumberProperty("tokens", tokenizer.tokens());
    tokenizer.beginning().ifPresent(token -> json.writeNumberProperty("beginning", token));
    tokenizer.end().ifPresent(token -> json.writeNumberProperty("end", token));
    json.writeEndObject();
  }
}
