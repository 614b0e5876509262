// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Reads endorsements: a bundle of ours as JSON, or single files as their makers serve them.
public final class EndorsementFile {
  private static final long VERSION = 1;
  private static final JsonFactory FACTORY = JsonFactory.builder().build();
  private static final String BEGIN = "-----BEGIN ";
  private static final String DASHES = "-----";
  private static final String END = "-----END ";
  private static final Map<String, Endorsements.Type> LABELS =
      Map.of(
          "CERTIFICATE" + DASHES,
          Endorsements.Type.CERTIFICATE,
          "X509 CRL" + DASHES,
          Endorsements.Type.REVOCATION_LIST);

  private EndorsementFile() {}

  /// Reads a bundle: `{"version": 1, "items": [{"type", "base64", "source"?}]}`.
  ///
  /// @throws MalformedJsonException if it isn't one; says where and why
  public static Endorsements bundle(String json) throws MalformedJsonException {
    return bundle(JsonNode.parse(json));
  }

  /// Reads a bundle that is part of another file.
  ///
  /// @throws MalformedJsonException if it isn't one; says where and why
  public static Endorsements bundle(JsonNode bundle) throws MalformedJsonException {
    bundle.onlyMembers(Set.of("version", "items"));
    if (!bundle.member("version").value().equals(VERSION)) {
      throw bundle.member("version").error("only version " + VERSION + " is understood");
    }
    JsonNode list = bundle.member("items");
    if (list.value() instanceof List<?> none && none.isEmpty()) {
      return Endorsements.NONE;
    }
    List<Item> items = new ArrayList<>();
    for (JsonNode node : list.items()) {
      node.onlyMembers(Set.of("type", "base64", "source"));
      Optional<JsonNode> source = node.optional("source");
      try {
        items.add(
            new Item(
                type(node.member("type")),
                Bytes.copyOf(Base64.getDecoder().decode(node.member("base64").text())),
                source.isEmpty() ? "" : source.get().anyText()));
      } catch (IllegalArgumentException e) {
        throw node.error(String.valueOf(e.getMessage()));
      }
    }
    try {
      return new Endorsements(items);
    } catch (IllegalArgumentException e) {
      throw bundle.error(String.valueOf(e.getMessage()));
    }
  }

  /// Writes a bundle, as [#bundle(String)] reads it.
  public static String write(Endorsements endorsements) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeNumberProperty("version", VERSION);
      json.writeArrayPropertyStart("items");
      for (Item item : endorsements.items()) {
        json.writeStartObject();
        json.writeStringProperty("type", item.type().toString());
        json.writeStringProperty("source", item.source());
        json.writeStringProperty(
            "base64", Base64.getEncoder().encodeToString(item.content().toByteArray()));
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    return text.append('\n').toString();
  }

  private static Endorsements.Type type(JsonNode node) throws MalformedJsonException {
    for (Endorsements.Type type : Endorsements.Type.values()) {
      if (type.toString().equals(node.text())) {
        return type;
      }
    }
    throw node.error("an unknown type of endorsement");
  }

  private static int endOfBase64(String text, int from) {
    int to = from;
    while (to < text.length() && (isBlank(text.charAt(to)) || isDigit(text.charAt(to)))) {
      to++;
    }
    return to;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  private static boolean isDigit(char c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '/' && c <= '9')
        || c == '+'
        || c == '=';
  }

  /// Decodes base64 with blanks anywhere.
  private static Item item(Endorsements.Type type, String text, int from, int to)
      throws MalformedJsonException {
    byte[] digits = new byte[to - from];
    int count = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (!isBlank(c)) {
        digits[count++] = (byte) c;
      }
    }
    try {
      byte[] der = Base64.getDecoder().decode(Arrays.copyOf(digits, count));
      return Item.of(type, Bytes.copyOf(der));
    } catch (IllegalArgumentException e) {
      throw new MalformedJsonException("PEM", String.valueOf(e.getMessage()));
    }
  }

  /// All certificates and revocation lists of a text in PEM, in order; a NUL at its end, which
  /// quotes carry, doesn't matter.
  ///
  /// @throws MalformedJsonException never for other text between them; if what is inside isn't
  ///   base64
  public static Endorsements pem(String text) throws MalformedJsonException {
    List<Item> items = new ArrayList<>();
    int at = text.indexOf(BEGIN);
    while (at >= 0) {
      int next = at + 1;
      int afterBegin = at + BEGIN.length();
      for (Map.Entry<String, Endorsements.Type> label : LABELS.entrySet()) {
        int from = afterBegin + label.getKey().length();
        int to = text.startsWith(label.getKey(), afterBegin) ? endOfBase64(text, from) : -1;
        if (to >= 0 && text.startsWith(END + label.getKey(), to)) {
          items.add(item(label.getValue(), text, from, to));
          next = to + END.length() + label.getKey().length();
        }
      }
      at = text.indexOf(BEGIN, next);
    }
    try {
      return new Endorsements(items);
    } catch (IllegalArgumentException e) {
      throw new MalformedJsonException("PEM", String.valueOf(e.getMessage()));
    }
  }
}
