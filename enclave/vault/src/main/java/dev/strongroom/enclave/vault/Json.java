// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.CanonicalJson;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads requests' members, and puts values into the form that JSON has room for.
final class Json {
  private static final Pattern HEX = Pattern.compile("(?:[0-9a-f]{2})*");
  private static final Pattern REQUEST = Pattern.compile("[A-Za-z0-9._-]{1,64}");

  private Json() {}

  /// Bytes as lower-case hexadecimal digits, with or without `0x`.
  static Bytes hex(JsonNode node) throws MalformedJsonException {
    String text = node.anyText();
    String digits = text.startsWith("0x") ? text.substring(2) : text;
    if (HEX.matcher(digits).matches()) {
      return Bytes.fromHex(digits);
    }
    throw node.error("lower-case hexadecimal digits are needed");
  }

  static Bytes base64(JsonNode node) throws MalformedJsonException {
    try {
      return Bytes.copyOf(Base64.getDecoder().decode(node.text()));
    } catch (IllegalArgumentException e) {
      throw node.error("base64 is needed");
    }
  }

  /// The id that a request may have, so that it isn't done twice.
  static Optional<String> request(JsonNode body) throws MalformedJsonException {
    Optional<JsonNode> id = body.optional("request");
    if (id.isEmpty()) {
      return Optional.empty();
    }
    if (REQUEST.matcher(id.get().text()).matches()) {
      return Optional.of(id.get().text());
    }
    throw id.get().error("1 to 64 letters, digits and . _ - are needed");
  }

  /// SHA-256 of a value in canonical form, hexadecimal digits.
  static String digest(Object value) {
    try {
      return Bytes.copyOf(
              MessageDigest.getInstance("SHA-256")
                  .digest(CanonicalJson.encode(value).toByteArray()))
          .hex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// A value of [dev.strongroom.chain.Facts]: amounts and numbers that are too great become text.
  static Object shown(Object value) {
    return switch (value) {
      case BigInteger amount -> amount.toString();
      case Long number when Math.abs(number) > CanonicalJson.GREATEST -> number.toString();
      case Map<?, ?> map -> {
        Map<String, Object> members = new HashMap<>();
        map.forEach((name, member) -> members.put(String.valueOf(name), shown(member)));
        yield members;
      }
      case List<?> list -> {
        List<Object> items = new ArrayList<>();
        list.forEach(item -> items.add(shown(item)));
        yield items;
      }
      default -> value;
    };
  }

  /// How many lists and maps are in one another.
  static int depth(Object value) {
    return switch (value) {
      case Map<?, ?> map -> 1 + depth(map.values());
      case List<?> list -> 1 + depth((Collection<?>) list);
      default -> 0;
    };
  }

  private static int depth(Collection<?> values) {
    return values.stream().mapToInt(Json::depth).max().orElse(0);
  }

  /// Text of strangers: what isn't printable ASCII becomes a question mark, what is too long is
  /// cut.
  static String printable(String text, int longest) {
    String cut = text.substring(0, Math.min(longest, text.length()));
    return cut.replaceAll("[^ -~]", "?");
  }
}
