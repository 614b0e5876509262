// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/// The bodies of AWS JSON 1.1: objects whose members are texts (binary ones in Base64), and of
/// requests also numbers and objects.
final class KmsJson {
  private static final int MAX_DEPTH = 8;
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MAX_DEPTH)
                  .maxDocumentLength(KmsClient.LONGEST_ANSWER)
                  .build())
          .build();

  private KmsJson() {}

  /// The body of GenerateDataKey.
  ///
  /// @param length of the key, in bytes
  static Bytes generateDataKey(
      String key, int length, SortedMap<String, String> context, Bytes document) {
    return body(json -> {
      json.writeStringProperty("KeyId", key);
      json.writeNumberProperty("NumberOfBytes", length);
      contextAndRecipient(json, context, document);
    });
  }

  /// The body of Decrypt.
  static Bytes decrypt(
      String key, Bytes ciphertext, SortedMap<String, String> context, Bytes document) {
    return body(json -> {
      json.writeStringProperty("CiphertextBlob", base64(ciphertext));
      json.writeStringProperty("KeyId", key);
      json.writeStringProperty("EncryptionAlgorithm", "SYMMETRIC_DEFAULT");
      contextAndRecipient(json, context, document);
    });
  }

  private interface Members {
    void write(JsonGenerator json);
  }

  private static Bytes body(Members members) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      json.writeStartObject();
      members.write(json);
      json.writeEndObject();
    }
    return Bytes.copyOf(out.toByteArray());
  }

  private static void contextAndRecipient(
      JsonGenerator json, SortedMap<String, String> context, Bytes document) {
    json.writeObjectPropertyStart("EncryptionContext");
    context.forEach(json::writeStringProperty);
    json.writeEndObject();
    json.writeObjectPropertyStart("Recipient");
    json.writeStringProperty("KeyEncryptionAlgorithm", "RSAES_OAEP_SHA_256");
    json.writeStringProperty("AttestationDocument", base64(document));
    json.writeEndObject();
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /// The members of an answer that are texts; others are skipped, since KMS adds some now and then.
  ///
  /// @return empty if it isn't an object of JSON
  static Optional<Map<String, String>> texts(byte[] body) {
    Map<String, String> texts = new HashMap<>();
    try (JsonParser json = FACTORY.createParser(ObjectReadContext.empty(), body)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_STRING) {
          texts.put(name, json.getString());
        } else {
          json.skipChildren();
        }
      }
      return json.nextToken() == null ? Optional.of(texts) : Optional.empty();
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }

  /// Decodes Base64 (RFC 4648, section 4).
  ///
  /// @param longest in bytes, decoded
  /// @return empty if `text` isn't Base64, or of no bytes, or of too many
  static Optional<Bytes> decoded(String text, int longest) {
    try {
      Bytes bytes = Bytes.copyOf(Base64.getDecoder().decode(text));
      return bytes.isEmpty() || bytes.length() > longest ? Optional.empty() : Optional.of(bytes);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
