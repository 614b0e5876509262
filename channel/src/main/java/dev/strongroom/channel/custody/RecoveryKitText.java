// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A recovery kit as JSON: `version` 1, `key` (`id`, `kind`, `public_keys`), `id` (hexadecimal
/// digits), `threshold`, `guardians` and `sealed` (base64). A guardian has `name` and `digest`
/// (hexadecimal digits), and if its share is in the kit `encryption_key` (hexadecimal digits) and
/// `share` (base64).
public final class RecoveryKitText {
  private static final Set<String> MEMBERS =
      Set.of("version", "key", "id", "threshold", "guardians", "sealed");
  private static final Set<String> WITH_SHARE = Set.of("name", "digest", "encryption_key", "share");
  private static final int DIGEST = 32;

  private RecoveryKitText() {}

  static String write(RecoveryKit kit) {
    RecoveryHeader header = kit.header();
    StringBuilder out = new StringBuilder("{\"version\":1,\"key\":");
    out.append(header.label().json())
        .append(",\"id\":\"")
        .append(header.id().hex())
        .append("\",\"threshold\":")
        .append(header.threshold())
        .append(",\"guardians\":[");
    for (int i = 0; i < header.guardians().size(); i++) {
      Guardian guardian = header.guardians().get(i);
      out.append(i == 0 ? "{\"name\":\"" : ",{\"name\":\"")
          .append(guardian.name())
          .append("\",\"digest\":\"")
          .append(header.digests().get(i).hex())
          .append('"');
      guardian
          .encryptionKey()
          .ifPresent(key -> out.append(",\"encryption_key\":\"").append(key.hex()).append('"'));
      kit.shares()
          .get(i)
          .ifPresent(share -> out.append(",\"share\":\"").append(JsonBytes.of(share)).append('"'));
      out.append('}');
    }
    return out.append("],\"sealed\":\"")
        .append(JsonBytes.of(kit.sealed()))
        .append("\"}")
        .toString();
  }

  /// Reads a kit.
  ///
  /// @throws MalformedCustodyException if it isn't one
  public static RecoveryKit parse(JsonNode node) throws MalformedCustodyException {
    try {
      node.onlyMembers(MEMBERS);
      node.member("version").integer(1, 1);
      List<Guardian> guardians = new ArrayList<>();
      List<Bytes> digests = new ArrayList<>();
      List<Optional<Bytes>> shares = new ArrayList<>();
      for (JsonNode item : node.member("guardians").items()) {
        item.onlyMembers(WITH_SHARE);
        Optional<JsonNode> key = item.optional("encryption_key");
        Optional<JsonNode> share = item.optional("share");
        guardians.add(
            new Guardian(
                item.member("name").text(),
                key.isEmpty()
                    ? Optional.empty()
                    : Optional.of(LowerHex.read(key.get(), EncryptionKey.LENGTH))));
        digests.add(LowerHex.read(item.member("digest"), DIGEST));
        shares.add(share.isEmpty() ? Optional.empty() : Optional.of(JsonBytes.read(share.get())));
      }
      RecoveryHeader header =
          new RecoveryHeader(
              KeyLabel.read(node.member("key")),
              LowerHex.read(node.member("id"), RecoveryHeader.ID),
              node.member("threshold").integer(2, RecoveryHeader.MOST),
              guardians,
              digests);
      return new RecoveryKit(header, shares, JsonBytes.read(node.member("sealed")));
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new MalformedCustodyException("not a recovery kit: " + e.getMessage());
    }
  }
}
