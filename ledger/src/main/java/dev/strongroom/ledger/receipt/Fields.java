// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.receipt;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.StrictBase64;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Members that receipts of both forms have.
final class Fields {
  private static final int SIGNATURE = 64;
  private static final int MAX_ANCHORS = 16;

  private Fields() {}

  /// Refuses text that is too long to be read.
  static void limit(String json, int limit) throws MalformedLedgerException {
    // A character has three bytes at most.
    if (json.length() > limit / 3 && Bytes.utf8(json).length() > limit) {
      throw new MalformedLedgerException("a receipt of more than " + limit + " bytes");
    }
  }

  /// A path in a tree: possibly none, at most as many as the highest tree has, each a hash.
  static List<Bytes> hashes(JsonNode node, int most)
      throws MalformedJsonException, MalformedLedgerException {
    List<JsonNode> items = items(node, most);
    List<Bytes> hashes = new ArrayList<>(items.size());
    for (JsonNode item : items) {
      Bytes hash = StrictBase64.decode(item.text(), item.place());
      if (hash.length() != MerkleHash.LENGTH) {
        throw item.error("a hash of " + hash.length() + " bytes");
      }
      hashes.add(hash);
    }
    return hashes;
  }

  static List<String> base64(List<Bytes> hashes) {
    return hashes.stream().map(StrictBase64::encode).toList();
  }

  /// 32 bytes in lower-case digits.
  static Bytes hex32(JsonNode node) throws MalformedJsonException {
    try {
      Bytes bytes = Bytes.fromHex(node.text());
      if (bytes.length() == MerkleHash.LENGTH && bytes.hex().equals(node.text())) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw node.error("64 lower-case hexadecimal digits are needed");
  }

  static long index(JsonNode node) throws MalformedJsonException {
    if (node.value() instanceof Long index && index >= 0 && index <= CanonicalJson.GREATEST) {
      return index;
    }
    throw node.error("a whole number from 0 to " + CanonicalJson.GREATEST + " is needed");
  }

  /// An entry's members in their canonical order.
  static Object sorted(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> sorted = new TreeMap<>();
        map.forEach((name, member) -> sorted.put((String) name, sorted(member)));
        yield sorted;
      }
      case List<?> list -> list.stream().map(Fields::sorted).toList();
      default -> value;
    };
  }

  static Optional<Bytes> signature(JsonNode receipt)
      throws MalformedJsonException, MalformedLedgerException {
    Optional<JsonNode> node = receipt.optional("coseSignature");
    if (node.isEmpty()) {
      return Optional.empty();
    }
    Bytes signature = StrictBase64.decode(node.get().text(), "coseSignature");
    if (signature.length() != SIGNATURE) {
      throw node.get().error("a signature of " + signature.length() + " bytes");
    }
    return Optional.of(signature);
  }

  static List<Anchor> anchors(JsonNode receipt)
      throws MalformedJsonException, MalformedLedgerException {
    Optional<JsonNode> node = receipt.optional("anchors");
    if (node.isEmpty()) {
      return List.of();
    }
    List<Anchor> anchors = new ArrayList<>();
    for (JsonNode item : items(node.get(), MAX_ANCHORS)) {
      anchors.add(Anchor.parse(item));
    }
    return anchors;
  }

  /// The end of a receipt, as far as there is one.
  static void putRest(
      Map<String, Object> content, Optional<Bytes> coseSignature, List<Anchor> anchors) {
    coseSignature.ifPresent(value -> content.put("coseSignature", StrictBase64.encode(value)));
    if (!anchors.isEmpty()) {
      content.put("anchors", anchors.stream().map(Anchor::content).toList());
    }
  }

  private static List<JsonNode> items(JsonNode node, int most) throws MalformedJsonException {
    if (!(node.value() instanceof List<?> list)) {
      throw node.error("a list is needed");
    }
    if (list.size() > most) {
      throw node.error("more than " + most + " items");
    }
    return list.isEmpty() ? List.of() : node.items();
  }
}
