// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.json;

import dev.strongroom.attestation.Bytes;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;

/// Finds a member of an object in the bytes that it was served in: what somebody signed is these
/// bytes, not what they say.
public final class JsonMember {
  private JsonMember() {}

  /// The value of a member of the outermost object, byte by byte as it stands there.
  ///
  /// @param text one object in UTF-8
  /// @throws MalformedJsonException if it is none, or has no such member
  public static Bytes of(Bytes text, String name) throws MalformedJsonException {
    String checked = text.asUtf8();
    // Bytes of another encoding would be counted otherwise than they stand here.
    if (checked == null || checked.isEmpty() || checked.charAt(0) != '{') {
      throw new MalformedJsonException("", "not an object in UTF-8");
    }
    byte[] bytes = text.toByteArray();
    Bytes found = null;
    try (JsonParser parser = JsonText.parser(ObjectReadContext.empty(), bytes)) {
      parser.nextToken();
      while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
        boolean wanted = name.equals(parser.currentName());
        parser.nextToken();
        int from = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        // A text is read to its end only when somebody asks for it.
        parser.finishToken();
        parser.skipChildren();
        if (wanted) {
          found = text.slice(from, Math.toIntExact(parser.currentLocation().getByteOffset()));
        }
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw new MalformedJsonException("", "text after the end");
      }
    } catch (JacksonException e) {
      throw new MalformedJsonException("", "not JSON: " + e.getOriginalMessage());
    }
    if (found == null) {
      throw new MalformedJsonException("", "\"" + name + "\" is missing");
    }
    return found;
  }
}
