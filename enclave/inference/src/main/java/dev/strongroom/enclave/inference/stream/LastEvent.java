// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.stream;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// What the last event of a stream looks like.
public final class LastEvent {
  private static final JsonFactory JSON = JsonFactory.builder().build();
  private static final String DONE = "[DONE]";
  private static final Sought DONE_BYTES = new Sought(DONE, 1);
  private static final String TYPE = "type";

  private final boolean done;
  private final Set<String> types;
  private final List<Sought> sought;

  /// @param done whether it is `[DONE]`
  /// @param types values of the member `type` of its JSON, one of which will do as well
  public LastEvent(boolean done, Set<String> types) {
    this.done = done;
    this.types = Set.copyOf(types);
    this.sought = types.stream().map(type -> new Sought(type, type.length() - 1)).toList();
  }

  /// Whether it is `[DONE]`, which nothing may follow.
  static boolean isDone(StreamEvent event) {
    return event.contains(DONE_BYTES) && event.data().strip().equals(DONE);
  }

  /// Whether this event may end the stream.
  boolean is(StreamEvent event) {
    if (done && isDone(event)) {
      return true;
    }
    for (Sought type : sought) {
      if (event.contains(type)) {
        return type(event).filter(types::contains).isPresent();
      }
    }
    return false;
  }

  /// The text of the member `type`.
  private static Optional<String> type(StreamEvent event) {
    try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), event.data())) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean wanted = json.currentName().equals(TYPE);
        JsonToken value = json.nextToken();
        if (wanted) {
          return value == JsonToken.VALUE_STRING ? Optional.of(json.getString()) : Optional.empty();
        }
        json.skipChildren();
      }
    } catch (JacksonException e) {
      // No JSON, so no type.
    }
    return Optional.empty();
  }
}
