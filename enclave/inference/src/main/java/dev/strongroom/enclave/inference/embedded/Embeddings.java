// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

import dev.strongroom.enclave.inference.engine.Embedding;
import dev.strongroom.enclave.inference.engine.Engine;
import dev.strongroom.enclave.inference.engine.EngineException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonGenerator;

/// OpenAI's embeddings.
record Embeddings(Engine engine) {
  private static final int MOST_TEXTS = 2048;
  private static final Set<String> MEMBERS = Set.of("model", "input", "encoding_format", "user");

  /// Answers a request.
  String answer(RequestJson body) throws Refusal, EngineException, InterruptedException {
    body.onlyMembers(MEMBERS);
    boolean base64 = base64(body);
    List<String> texts = texts(body.member("input"));
    List<Embedding> places = new ArrayList<>();
    for (String text : texts) {
      places.add(engine.embed(text));
    }
    String model = body.member("model").text();
    return AnswerJson.object(json -> {
      json.writeStringProperty("object", "list");
      json.writeStringProperty("model", model);
      json.writeArrayPropertyStart("data");
      for (int i = 0; i < places.size(); i++) {
        place(json, i, places.get(i), base64);
      }
      json.writeEndArray();
      int tokens = places.stream().mapToInt(Embedding::tokens).sum();
      AnswerJson.object(
          json,
          "usage",
          usage -> {
            usage.writeNumberProperty("prompt_tokens", tokens);
            usage.writeNumberProperty("total_tokens", tokens);
          });
    });
  }

  private static boolean base64(RequestJson body) throws Refusal {
    return switch (body.text("encoding_format", "float")) {
      case "float" -> false;
      case "base64" -> true;
      default -> throw Refusal.invalid("encoding_format", "float or base64");
    };
  }

  private static List<String> texts(RequestJson input) throws Refusal {
    if (input.isText()) {
      return List.of(input.text());
    }
    List<String> texts = new ArrayList<>();
    for (RequestJson item : input.items()) {
      texts.add(item.text());
    }
    if (texts.isEmpty() || texts.size() > MOST_TEXTS) {
      throw Refusal.invalid("input", "1 to " + MOST_TEXTS + " texts");
    }
    return texts;
  }

  private static void place(JsonGenerator json, int index, Embedding place, boolean base64) {
    json.writeStartObject();
    json.writeStringProperty("object", "embedding");
    json.writeNumberProperty("index", index);
    if (base64) {
      ByteBuffer values =
          ByteBuffer.allocate(place.values().size() * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      place.values().forEach(values::putFloat);
      json.writeStringProperty("embedding", Base64.getEncoder().encodeToString(values.array()));
    } else {
      json.writeArrayPropertyStart("embedding");
      place.values().forEach(json::writeNumber);
      json.writeEndArray();
    }
    json.writeEndObject();
  }
}
