// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.UndecodableException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads values by their types and hashes them on the way (EIP-712, `encodeData`), so that what
/// policies see is what is signed.
final class TypedValueReader {
  private static final int WORD = 32;
  private static final int MAX_VALUES = 8192;
  private static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER_TEXT = 80;
  private static final Pattern DECIMAL = Pattern.compile("0|-?[1-9][0-9]*");
  private static final Pattern HEX = Pattern.compile("0x[0-9a-fA-F]+");
  private static final Pattern HEX_BYTES = Pattern.compile("0x([0-9a-fA-F]{2})*+");

  private final TypedDataTypes types;
  private int values;

  TypedValueReader(TypedDataTypes types) {
    this.types = types;
  }

  /// A value.
  ///
  /// @param word what stands for it in the struct around it: 32 bytes
  /// @param seen as policies see it
  record Value(Bytes word, Object seen) {}

  /// A struct.
  ///
  /// @param hash `hashStruct`: 32 bytes
  /// @param seen its members as policies see them
  record StructValue(Bytes hash, Map<String, Object> seen) {
    /// Copies the map.
    StructValue {
      seen = Map.copyOf(seen);
    }
  }

  /// Reads a struct with exactly its members.
  StructValue struct(JsonNode node, String name)
      throws UndecodableException, MalformedJsonException {
    return struct(node, name, 0);
  }

  private StructValue struct(JsonNode node, String name, int depth)
      throws UndecodableException, MalformedJsonException {
    List<TypedDataTypes.Member> members = types.members(name);
    List<Bytes> words = new ArrayList<>();
    words.add(types.hash(name));
    Map<String, Object> seen = new HashMap<>();
    for (TypedDataTypes.Member member : members) {
      Value value = value(node.member(member.name()), member.type(), depth + 1);
      words.add(value.word());
      seen.put(member.name(), value.seen());
    }
    node.onlyMembers(seen.keySet());
    return new StructValue(Keccak.hash(words.toArray(Bytes[]::new)), seen);
  }

  private Value value(JsonNode node, FieldType type, int depth)
      throws UndecodableException, MalformedJsonException {
    if (depth > MAX_DEPTH || ++values > MAX_VALUES) {
      throw node.error("too many values, or too deep");
    }
    return switch (type) {
      case FieldType.Whole(boolean signed, int bits) -> number(node, signed, bits);
      case FieldType.FixedBytes(int length) -> {
        Bytes bytes = bytes(node);
        if (bytes.length() != length) {
          throw node.error(length + " bytes are needed");
        }
        byte[] word = new byte[WORD];
        System.arraycopy(bytes.toByteArray(), 0, word, 0, length);
        yield new Value(Bytes.copyOf(word), "0x" + bytes.hex());
      }
      case FieldType.Simple simple -> simple(node, simple);
      case FieldType.Array(FieldType item, int length) -> array(node, item, length, depth);
      case FieldType.Struct(String name) -> {
        StructValue struct = struct(node, name, depth);
        yield new Value(struct.hash(), struct.seen());
      }
    };
  }

  private static Value simple(JsonNode node, FieldType.Simple type)
      throws UndecodableException, MalformedJsonException {
    return switch (type) {
      case BOOL -> new Value(word(node.flag() ? BigInteger.ONE : BigInteger.ZERO), node.flag());
      case ADDRESS -> {
        EvmAddress address = address(node);
        yield new Value(word(new BigInteger(1, address.value().toByteArray())), address.text());
      }
      case BYTES -> {
        Bytes bytes = bytes(node);
        yield new Value(Keccak.hash(bytes), "0x" + bytes.hex());
      }
      case STRING -> {
        String text = node.anyText();
        Bytes bytes = Bytes.utf8(text);
        // Half a surrogate pair has no form in UTF-8, and would be hashed as a question mark.
        if (!text.equals(bytes.asUtf8())) {
          throw node.error("not well-formed Unicode");
        }
        yield new Value(Keccak.hash(bytes), text);
      }
    };
  }

  private Value array(JsonNode node, FieldType item, int length, int depth)
      throws UndecodableException, MalformedJsonException {
    if (!(node.value() instanceof List<?> list)) {
      throw node.error("a list is needed");
    }
    if (length >= 0 && list.size() != length) {
      throw node.error(length + " items are needed");
    }
    List<Bytes> words = new ArrayList<>();
    List<Object> seen = new ArrayList<>();
    for (Object each : list) {
      JsonNode place = new JsonNode(each, node.place() + "[" + seen.size() + "]");
      Value value = value(place, item, depth + 1);
      words.add(value.word());
      seen.add(value.seen());
    }
    return new Value(Keccak.hash(words.toArray(Bytes[]::new)), List.copyOf(seen));
  }

  private static Value number(JsonNode node, boolean signed, int bits)
      throws MalformedJsonException {
    BigInteger number =
        switch (node.value()) {
          case Long value -> BigInteger.valueOf(value);
          case String text when text.length() > MAX_NUMBER_TEXT -> throw node.error("too long");
          case String text when DECIMAL.matcher(text).matches() -> new BigInteger(text);
          case String text when HEX.matcher(text).matches() ->
              new BigInteger(text.substring(2), 16);
          default -> throw node.error("a whole number is needed");
        };
    // Of a negative number, bitLength leaves out the sign; of any other there is none.
    if (signed ? number.bitLength() >= bits : number.signum() < 0 || number.bitLength() > bits) {
      throw node.error("beyond " + bits + " bits");
    }
    return new Value(word(number), number.signum() < 0 ? number.toString() : number);
  }

  /// In two's complement.
  private static Bytes word(BigInteger number) {
    byte[] shortest = number.toByteArray();
    byte[] word = new byte[WORD];
    if (number.signum() < 0) {
      Arrays.fill(word, (byte) 0xff);
    }
    // A number of all 256 bits comes with a byte of zeros for the sign.
    int from = Math.max(0, shortest.length - WORD);
    int length = shortest.length - from;
    System.arraycopy(shortest, from, word, WORD - length, length);
    return Bytes.copyOf(word);
  }

  private static EvmAddress address(JsonNode node) throws MalformedJsonException {
    try {
      return EvmAddress.parse(node.anyText());
    } catch (UndecodableException e) {
      throw node.error(e.getMessage());
    }
  }

  private static Bytes bytes(JsonNode node) throws MalformedJsonException {
    String text = node.anyText();
    if (!HEX_BYTES.matcher(text).matches()) {
      throw node.error("0x and an even number of digits are needed");
    }
    return Bytes.copyOf(HexFormat.of().parseHex(text, 2, text.length()));
  }
}
