// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The measured settings of a gateway whose models are all inside, for trying out.
final class DefaultInference {
  /// Beside the runtime's own, of which a simulated enclave has no need, the one that calls a
  /// native library.
  static final String NATIVE_ACCESS = "dev.strongroom.enclave.llama";

  private DefaultInference() {}

  /// `settings.inference` as JSON. Nothing in it needs escaping: names were checked.
  static String settings(List<ServedModel> models) {
    String names =
        IntStream.range(0, models.size())
            .mapToObj(i ->
                "{ \"name\": \"%s\", \"backend\": \"%s\" }"
                    .formatted(models.get(i).name(), backend(i)))
            .collect(Collectors.joining(", "));
    String backends =
        IntStream.range(0, models.size())
            .mapToObj(i -> "        \"" + backend(i) + "\": " + backend(models.get(i)))
            .collect(Collectors.joining(",\n"));
    return """
    {
          "models": [%s],
          "backends": {
    %s
          },
          "history": {}
        }\
    """
        .formatted(names, backends);
  }

  private static String backend(int number) {
    return number == 0 ? "inside" : "inside-" + (number + 1);
  }

  private static String backend(ServedModel model) {
    return """
    {
              "kind": "embedded",
              "weights": { "sha256": "%s", "length": %d },
              "context": %d,
              "threads": %d
            }\
    """
        .formatted(
            model.weights().sha256().hex(),
            model.weights().length(),
            model.context(),
            model.threads());
  }
}
