// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborException;
import dev.strongroom.attestation.cbor.CborReader;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Wraps and unwraps messages: records in JSON and CBOR, and CBOR tags (RFC 9999, 3). Collections
/// are refused.
public final class CmwCodec {
  private static final int MAX_LENGTH = 4 << 20;
  private static final int TAG = 6;
  private static final int UNSIGNED = 0;
  private static final int TEXT = 3;
  private static final int FOUR_BYTES = 26;

  private CmwCodec() {}

  /// A record in JSON: type, value in base64url, and the indicator if there is one.
  public static String json(Cmw message) {
    String type =
        switch (message.type()) {
          // A media type needs no escapes but these: its characters are visible ASCII.
          case Cmw.MediaType(String name) ->
              "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
          case Cmw.ContentFormat(int number) -> String.valueOf(number);
        };
    return "["
        + type
        + ",\""
        + Base64.getUrlEncoder().withoutPadding().encodeToString(message.value().toByteArray())
        + "\""
        + (message.indicator().isPresent() ? "," + message.indicator().getAsInt() : "")
        + "]";
  }

  /// A record in CBOR.
  public static Bytes cbor(Cmw message) {
    CborWriter cbor = new CborWriter();
    cbor.array(message.indicator().isPresent() ? 3 : 2);
    switch (message.type()) {
      case Cmw.MediaType(String name) -> cbor.text(name);
      case Cmw.ContentFormat(int number) -> cbor.integer(number);
    }
    cbor.bytes(message.value());
    message.indicator().ifPresent(cbor::integer);
    return cbor.toBytes();
  }

  /// A CBOR tag.
  ///
  /// @throws IllegalArgumentException for a message that a tag can't describe: one with a media
  ///   type, with an indicator, or whose content format has no tag
  public static Bytes tag(Cmw message) {
    Optional<Long> tag =
        message.type() instanceof Cmw.ContentFormat format ? format.tag() : Optional.empty();
    if (tag.isEmpty() || message.indicator().isPresent()) {
      throw new IllegalArgumentException("no tag describes this message");
    }
    return new CborWriter().tag(Math.toIntExact(tag.get())).bytes(message.value()).toBytes();
  }

  /// Unwraps a message in any of the three forms.
  ///
  /// @throws ResultException if it is in none of them
  public static Cmw read(Bytes wrapped) throws ResultException {
    if (wrapped.isEmpty() || wrapped.length() > MAX_LENGTH) {
      throw malformed("1 to " + MAX_LENGTH + " bytes are needed");
    }
    try {
      int first = wrapped.at(0);
      if (first == '[') {
        return json(wrapped);
      }
      return first >>> 5 == TAG ? tagged(wrapped) : record(wrapped);
    } catch (MalformedJsonException | CborException | IllegalArgumentException e) {
      throw malformed(String.valueOf(e.getMessage()));
    }
  }

  private static Cmw json(Bytes wrapped) throws MalformedJsonException, ResultException {
    String text = wrapped.asUtf8();
    if (text == null) {
      throw malformed("not UTF-8");
    }
    List<JsonNode> items = JsonNode.parse(text).items();
    if (items.size() != 2 && items.size() != 3) {
      throw malformed("a record has two or three items");
    }
    JsonNode type = items.get(0);
    return new Cmw(
        type.value() instanceof Long
            ? new Cmw.ContentFormat(type.integer(0, 65535))
            : new Cmw.MediaType(type.text()),
        Bytes.copyOf(Base64.getUrlDecoder().decode(items.get(1).text())),
        items.size() == 3 ? OptionalInt.of(items.get(2).integer(1, 31)) : OptionalInt.empty());
  }

  private static Cmw record(Bytes wrapped) throws CborException, ResultException {
    CborReader reader = new CborReader(wrapped, 0);
    int items = reader.arrayHeader();
    if ((items != 2 && items != 3) || reader.offset() >= wrapped.length()) {
      throw malformed("a record has two or three items");
    }
    int major = wrapped.at(reader.offset()) >>> 5;
    Cmw.Type type =
        switch (major) {
          case UNSIGNED -> new Cmw.ContentFormat(small(reader.integer()));
          case TEXT -> new Cmw.MediaType(reader.textString());
          default -> throw malformed("a type that is neither number nor text");
        };
    Bytes value = reader.byteString();
    OptionalInt indicator =
        items == 3 ? OptionalInt.of(small(reader.integer())) : OptionalInt.empty();
    reader.end();
    return new Cmw(type, value, indicator);
  }

  private static int small(long number) throws ResultException {
    if (number < 0 || number > 65535) {
      throw malformed("a number out of range");
    }
    return (int) number;
  }

  private static Cmw tagged(Bytes wrapped) throws CborException, ResultException {
    if ((wrapped.at(0) & 31) != FOUR_BYTES || wrapped.length() < 6) {
      throw malformed("a tag that stands for no content format");
    }
    long tag = 0;
    for (int i = 1; i <= 4; i++) {
      tag = (tag << 8) | wrapped.at(i);
    }
    Optional<Cmw.ContentFormat> format = Cmw.ContentFormat.ofTag(tag);
    if (format.isEmpty()) {
      throw malformed("a tag that stands for no content format");
    }
    CborReader reader = new CborReader(wrapped.slice(5, wrapped.length()), 5);
    Bytes value = reader.byteString();
    reader.end();
    return new Cmw(format.get(), value, OptionalInt.empty());
  }

  private static ResultException malformed(String detail) {
    return new ResultException(ResultException.Problem.MALFORMED, detail);
  }
}
