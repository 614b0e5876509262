// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.endorsements;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// Reads endorsements: a bundle of ours as JSON, or single files as their makers serve them.
public final class EndorsementFile {
  private static final long VERSION = 1;
  private static final JsonFactory FACTORY = JsonFactory.builder().build();
  private static final Pattern PEM =
      Pattern.compile(
          "-----BEGIN (CERTIFICATE|X509 CRL)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

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

  /// All certificates and revocation lists of a text in PEM, in order; a NUL at its end, which
  /// quotes carry, doesn't matter.
  ///
  /// @throws MalformedJsonException never for other text between them; if what is inside isn't
  ///   base64
  public static Endorsements pem(String text) throws MalformedJsonException {
    List<Item> items = new ArrayList<>();
    Matcher matcher = PEM.matcher(text);
    while (matcher.find()) {
      Endorsements.Type type =
          matcher.group(1).equals("CERTIFICATE")
              ? Endorsements.Type.CERTIFICATE
              : Endorsements.Type.REVOCATION_LIST;
      try {
        byte[] der = Base64.getDecoder().decode(matcher.group(2).replaceAll("\\s", ""));
        items.add(Item.of(type, Bytes.copyOf(der)));
      } catch (IllegalArgumentException e) {
        throw new MalformedJsonException("PEM", String.valueOf(e.getMessage()));
      }
    }
    try {
      return new Endorsements(items);
    } catch (IllegalArgumentException e) {
      throw new MalformedJsonException("PEM", String.valueOf(e.getMessage()));
    }
  }
}
