// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.inference.InferenceStatement.Usage;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Takes the counts of tokens from what a back end says: from `usage`, or `usage` in `response` or
/// `message`. The last count that is said is the one that counts. What isn't said stays unknown.
/// Gateways count by it, and so does whoever checks them. Not thread-safe.
public final class UsageCount {
  private static final JsonFactory JSON = JsonFactory.builder().build();
  private static final String NAME = "usage";
  private static final String USAGE = '"' + NAME + '"';
  private static final Set<String> AROUND = Set.of("response", "message");
  private static final Set<String> INPUT = Set.of("prompt_tokens", "input_tokens");
  private static final Set<String> OUTPUT = Set.of("completion_tokens", "output_tokens");
  private static final long MOST = 1L << 50;

  private final boolean outputNeeded;
  private long input = -1;
  private long output = -1;

  /// @param outputNeeded whether there is output that has to be counted; embeddings have none
  public UsageCount(boolean outputNeeded) {
    this.outputNeeded = outputNeeded;
  }

  /// What a whole response says.
  ///
  /// @param contentType of the response
  static Optional<Usage> of(boolean outputNeeded, String contentType, Bytes response) {
    UsageCount count = new UsageCount(outputNeeded);
    if (ResponseChunks.isEvents(contentType)) {
      List<Bytes> events = ResponseChunks.split(contentType, response);
      events.forEach(event -> count.see(ResponseChunks.data(event)));
    } else {
      count.see(new ByteArrayInputStream(response.toByteArray()));
    }
    return count.usage();
  }

  /// Looks into the data of an event, if it has the name as it is usually written: of all the other
  /// events none is parsed.
  public void see(String data) {
    if (!data.contains(USAGE)) {
      return;
    }
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), data)) {
      read(json);
    } catch (JacksonException e) {
      // What can't be read counts nothing.
    }
  }

  /// Reads an answer that is one JSON object to its end.
  public void see(InputStream answer) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), answer)) {
      read(json);
    } catch (JacksonException e) {
      // As above.
    }
  }

  /// The counts; empty if the back end didn't say them.
  public Optional<Usage> usage() {
    if (input < 0 || (outputNeeded && output < 0)) {
      return Optional.empty();
    }
    return Optional.of(new Usage(input, Math.max(0, output)));
  }

  private void read(JsonParser json) {
    if (json.nextToken() == JsonToken.START_OBJECT) {
      object(json, true);
    }
  }

  private void object(JsonParser json, boolean outer) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      boolean opens = json.nextToken() == JsonToken.START_OBJECT;
      if (opens && name.equals(NAME)) {
        counts(json);
      } else if (opens && outer && AROUND.contains(name)) {
        object(json, false);
      } else {
        json.skipChildren();
      }
    }
  }

  private void counts(JsonParser json) {
    while (json.nextToken() == JsonToken.PROPERTY_NAME) {
      String name = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
        long count = json.getLongValue();
        boolean plausible = count >= 0 && count <= MOST;
        if (plausible && INPUT.contains(name)) {
          input = count;
        } else if (plausible && OUTPUT.contains(name)) {
          output = count;
        }
      } else {
        json.skipChildren();
      }
    }
  }
}
