// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;

/// Writes JSON of a tree of maps, lists, texts, whole numbers and flags, in the tree's order: the
/// same bytes for the same tree, on every system.
public final class JsonTree {
  private static final JsonFactory FACTORY = new JsonFactory();

  private JsonTree() {}

  /// Without white space, in UTF-8.
  public static Bytes compact(Map<String, ?> members) {
    return written(members, ObjectWriteContext.empty());
  }

  /// A member a line, for people and for tools that compare lines; in UTF-8, with a line's end at
  /// the end.
  public static Bytes indented(Map<String, ?> members) {
    String text = String.valueOf(written(members, new Indented()).asUtf8());
    return Bytes.utf8(text + "\n");
  }

  private static Bytes written(Map<String, ?> members, ObjectWriteContext context) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(context, out, JsonEncoding.UTF8)) {
      write(json, members);
    }
    return Bytes.copyOf(out.toByteArray());
  }

  private static void write(JsonGenerator json, Object value) {
    switch (value) {
      case Map<?, ?> map -> {
        json.writeStartObject();
        map.forEach((name, member) -> {
          json.writeName(String.valueOf(name));
          write(json, member);
        });
        json.writeEndObject();
      }
      case List<?> list -> {
        json.writeStartArray();
        list.forEach(item -> write(json, item));
        json.writeEndArray();
      }
      case Integer number -> json.writeNumber(number);
      case Long number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      default -> json.writeString(String.valueOf(value));
    }
  }

  private static final class Indented extends ObjectWriteContext.Base {
    // The library's own would end lines as this system does.
    private static final DefaultIndenter LINES = new DefaultIndenter("  ", "\n");

    @Override
    public PrettyPrinter getPrettyPrinter() {
      return new DefaultPrettyPrinter(
              Separators.createDefaultInstance()
                  .withObjectNameValueSpacing(Separators.Spacing.AFTER))
          .withObjectIndenter(LINES)
          .withArrayIndenter(LINES);
    }

    @Override
    public boolean hasPrettyPrinter() {
      return true;
    }
  }
}
