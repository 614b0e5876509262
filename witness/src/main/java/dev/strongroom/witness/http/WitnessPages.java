// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness.http;

import dev.strongroom.ledger.note.StrictBase64;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.witness.Fork;
import dev.strongroom.witness.LogState;
import dev.strongroom.witness.Witness;
import dev.strongroom.witness.WitnessStoreException;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// What a witness says of itself; the shapes are in `docs/witness.md`.
final class WitnessPages {
  private static final JsonFactory FACTORY = new JsonFactory();

  private WitnessPages() {}

  static String about(Witness witness) {
    StringBuilder text = new StringBuilder();
    text.append(
        "A witness (https://c2sp.org/tlog-witness). It cosigns checkpoints of logs that it");
    text.append(" was told of,\nif nothing was taken back. Its keys:\n\n");
    witness.keys().forEach(key -> text.append(key.text()).append('\n'));
    text.append("\nPOST /add-checkpoint   cosigns a checkpoint\n");
    text.append("GET  /logs             the last checkpoint of each log\n");
    text.append("GET  /forks            logs that signed two histories, with the evidence\n");
    return text.toString();
  }

  static String logs(Witness witness) throws WitnessStoreException {
    List<LogState> logs = witness.logs();
    Map<String, Long> forks =
        witness.forks().stream()
            .collect(Collectors.groupingBy(Fork::origin, Collectors.counting()));
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("witness", witness.name());
      json.writeArrayPropertyStart("keys");
      for (VerifierKey key : witness.keys()) {
        json.writeString(key.text());
      }
      json.writeEndArray();
      json.writeArrayPropertyStart("logs");
      for (LogState log : logs) {
        json.writeStartObject();
        json.writeStringProperty("origin", log.origin());
        json.writeNumberProperty("size", log.size());
        json.writeStringProperty("root", StrictBase64.encode(log.root()));
        json.writeStringProperty("cosigned", log.time().toString());
        json.writeNumberProperty("forks", forks.getOrDefault(log.origin(), 0L));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text + "\n";
  }

  static String forks(Witness witness) throws WitnessStoreException {
    List<Fork> forks = witness.forks();
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("witness", witness.name());
      json.writeArrayPropertyStart("forks");
      for (Fork fork : forks) {
        json.writeStartObject();
        json.writeStringProperty("origin", fork.origin());
        json.writeNumberProperty("size", fork.size());
        json.writeStringProperty("seen", fork.seen().toString());
        json.writeStringProperty("cosigned", fork.cosigned().encoded());
        json.writeStringProperty("other", fork.other().encoded());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text + "\n";
  }
}
