// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.request;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.inference.SamplingNames;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/// Reads requests in JSON. The back end reads the same bytes with a reader of its own, so what two
/// readers could understand differently is refused: members that are there twice, or whose names
/// are those of known ones but for capitals.
public final class JsonRequest {
  private static final int DEEPEST = 256;
  private static final int LONGEST_MODEL = 128;
  private static final int MOST_MEMBERS = 1000;
  private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9.eE+-]{0,31}");
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNameLength(10_000)
                  .build())
          .build();

  private static final Set<String> LIMITS = SamplingNames.LIMITS;
  private static final Set<String> SAMPLING = SamplingNames.ALL;
  private static final Set<String> KNOWN =
      Stream.concat(
              SAMPLING.stream(),
              Stream.of("model", "stream", "stream_options", "prompt", "best_of"))
          .collect(Collectors.toUnmodifiableSet());

  private final JsonParser json;
  private final Map<String, String> sampling = new HashMap<>();
  private Optional<String> model = Optional.empty();
  private long prompts = 1;
  private Optional<String> bestOf = Optional.empty();

  private JsonRequest(JsonParser json) {
    this.json = json;
  }

  /// Reads a request.
  ///
  /// @throws UnreadableRequestException if it isn't one JSON object with a model
  public static Asked read(Bytes body) throws UnreadableRequestException {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body.toByteArray())) {
      return new JsonRequest(json).read();
    } catch (JacksonException e) {
      // The parser's own words may quote the request.
      throw new UnreadableRequestException("the body isn't JSON");
    }
  }

  private Asked read() throws UnreadableRequestException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new UnreadableRequestException("the body isn't a JSON object");
    }
    Set<String> names = new HashSet<>();
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      if (!names.add(name)) {
        throw new UnreadableRequestException("a member is there twice");
      }
      if (names.size() > MOST_MEMBERS) {
        throw new UnreadableRequestException("more than " + MOST_MEMBERS + " members");
      }
      if (!KNOWN.contains(name) && KNOWN.contains(name.toLowerCase(Locale.ROOT))) {
        throw new UnreadableRequestException(
            "a member's name is written in capitals", name.toLowerCase(Locale.ROOT));
      }
      member(name, json.nextToken());
    }
    if (json.nextToken() != null) {
      throw new UnreadableRequestException("something is behind the JSON object");
    }
    return new Asked(
        model.orElseThrow(() -> new UnreadableRequestException("no model is named", "model")),
        mostOutput(),
        prompts,
        bestOf,
        sampling);
  }

  private void member(String name, JsonToken value) throws UnreadableRequestException {
    switch (name) {
      case "model" -> {
        if (value != JsonToken.VALUE_STRING || json.getString().length() > LONGEST_MODEL) {
          throw new UnreadableRequestException("a model's name is needed", name);
        }
        model = Optional.of(json.getString());
      }
      case "prompt" -> prompts(value);
      case "best_of" -> bestOf(value);
      default -> {
        if (SAMPLING.contains(name)) {
          number(name, value);
        } else {
          json.skipChildren();
        }
      }
    }
  }

  /// A list has several prompts, but for one of numbers: that is one in tokens.
  private void prompts(JsonToken value) {
    if (value != JsonToken.START_ARRAY) {
      json.skipChildren();
      return;
    }
    long several = 0;
    boolean tokens = false;
    for (JsonToken one = json.nextToken(); one != JsonToken.END_ARRAY; one = json.nextToken()) {
      if (one.isNumeric()) {
        tokens = true;
      } else {
        several++;
        json.skipChildren();
      }
    }
    prompts = Math.max(1, several + (tokens ? 1 : 0));
  }

  /// Whoever counts what is asked for refuses what isn't a number.
  private void bestOf(JsonToken value) {
    if (value != JsonToken.VALUE_NULL) {
      bestOf = Optional.of(value.isNumeric() ? json.getString() : "");
      json.skipChildren();
    }
  }

  private void number(String name, JsonToken value) throws UnreadableRequestException {
    if (value == JsonToken.VALUE_NULL) {
      return;
    }
    if (!value.isNumeric() || !NUMBER.matcher(json.getString()).matches()) {
      throw new UnreadableRequestException("a number is needed", name);
    }
    sampling.put(name, json.getString());
  }

  private OptionalLong mostOutput() throws UnreadableRequestException {
    OptionalLong most = OptionalLong.empty();
    for (String name : List.copyOf(LIMITS)) {
      String written = sampling.get(name);
      if (written != null) {
        if (!written.matches("[0-9]{1,15}")) {
          throw new UnreadableRequestException("a number of tokens is needed", name);
        }
        long limit = Long.parseLong(written);
        most = OptionalLong.of(Math.max(limit, most.orElse(0)));
      }
    }
    return most;
  }
}
