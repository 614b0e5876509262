// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Reads what `nitro-cli` says of enclaves. Members that aren't needed are skipped.
final class NitroEnclaves {
  /// An enclave of this instance.
  ///
  /// @param id which the hypervisor gave it; empty if it wasn't named
  /// @param name which its operator gave it; empty if it wasn't named
  /// @param cid 0 if it wasn't named
  /// @param state such as `RUNNING`; empty if it wasn't named
  record Running(String id, String name, long cid, String state) {}

  private static final JsonFactory FACTORY = new JsonFactory();

  private NitroEnclaves() {}

  /// The object that `run-enclave` prints.
  static Running one(String output) throws LaunchException {
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), output)) {
      expect(json.nextToken(), JsonToken.START_OBJECT);
      Running running = object(json);
      expect(json.nextToken(), null);
      return running;
    } catch (JacksonException e) {
      throw unreadable();
    }
  }

  /// The list that `describe-enclaves` prints.
  static List<Running> list(String output) throws LaunchException {
    List<Running> enclaves = new ArrayList<>();
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), output)) {
      expect(json.nextToken(), JsonToken.START_ARRAY);
      while (json.nextToken() != JsonToken.END_ARRAY) {
        expect(json.currentToken(), JsonToken.START_OBJECT);
        enclaves.add(object(json));
      }
      expect(json.nextToken(), null);
      return enclaves;
    } catch (JacksonException e) {
      throw unreadable();
    }
  }

  private static Running object(JsonParser json) {
    String id = "";
    String name = "";
    String state = "";
    long cid = 0;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String member = json.currentName();
      json.nextToken();
      switch (member) {
        case "EnclaveID" -> id = text(json);
        case "EnclaveName" -> name = text(json);
        case "State" -> state = text(json);
        case "EnclaveCID" -> cid = number(json);
        default -> json.skipChildren();
      }
    }
    return new Running(id, name, cid, state);
  }

  private static String text(JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      return json.getString();
    }
    json.skipChildren();
    return "";
  }

  private static long number(JsonParser json) {
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      return json.getLongValue();
    }
    json.skipChildren();
    return 0;
  }

  private static void expect(@Nullable JsonToken found, @Nullable JsonToken wanted)
      throws LaunchException {
    if (found != wanted) {
      throw unreadable();
    }
  }

  private static LaunchException unreadable() {
    return new LaunchException("nitro-cli printed something that isn't the JSON it documents");
  }
}
