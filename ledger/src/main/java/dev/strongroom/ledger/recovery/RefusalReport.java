// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.recovery;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Members;
import dev.strongroom.ledger.note.Signatures;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What an enclave leaves in the host's store when it refuses to go on, for `strongroom ledger
/// recover`. Signed by the log's key, so the host can show an old one, but not make one.
///
/// @param lost what it found
/// @param threshold how many operators have to sign; 0 if the measured configuration allows no
///   recovery
/// @param operators their names
/// @param signature 64 bytes, of the log's key
public record RefusalReport(
    LostState lost, int threshold, List<String> operators, Bytes signature) {
  /// The key in the host's store.
  public static final Bytes STORED = Bytes.utf8("recovery/refusal");

  private static final int VERSION = 1;
  private static final int SIGNATURE = 64;
  private static final int MAX_LENGTH = 64 * 1024;
  private static final int MOST_OPERATORS = 255;
  private static final String LABEL = "strongroom ledger refusal v1";

  /// Copies the list.
  public RefusalReport {
    operators = List.copyOf(operators);
  }

  /// What the log's key signs: a label, a zero byte, and the canonical JSON.
  public static Bytes signed(LostState lost, int threshold, List<String> operators) {
    return CanonicalJson.labelled(LABEL, content(lost, threshold, operators));
  }

  private static Map<String, Object> content(
      LostState lost, int threshold, List<String> operators) {
    Map<String, Object> members = new TreeMap<>();
    members.put("version", (long) VERSION);
    lost.put(members);
    members.put("threshold", (long) threshold);
    members.put("operators", operators);
    return members;
  }

  /// Whether the log's key signed it.
  public boolean genuine() {
    return Signatures.ed25519(
        lost.log().publicKey(), signed(lost, threshold, operators), signature);
  }

  /// As canonical JSON.
  public Bytes encoded() {
    return CanonicalJson.encode(
        Map.of("refusal", content(lost, threshold, operators), "signature", signature.hex()));
  }

  /// Reads a report.
  ///
  /// @throws MalformedLedgerException if it isn't one, or isn't signed
  public static RefusalReport parse(Bytes encoded) throws MalformedLedgerException {
    if (encoded.length() > MAX_LENGTH) {
      throw new MalformedLedgerException("a refusal of " + encoded.length() + " bytes");
    }
    try {
      JsonNode file = CanonicalJson.parse(encoded);
      file.onlyMembers(Set.of("refusal", "signature"));
      JsonNode node = file.member("refusal");
      Set<String> members = new LinkedHashSet<>(LostState.MEMBERS);
      members.addAll(Set.of("version", "threshold", "operators"));
      node.onlyMembers(members);
      node.member("version").integer(VERSION, VERSION);
      RefusalReport report =
          new RefusalReport(
              LostState.read(node),
              node.member("threshold").integer(0, MOST_OPERATORS),
              operators(node.member("operators")),
              Members.hex(file.member("signature"), SIGNATURE));
      if (report.genuine()) {
        return report;
      }
    } catch (MalformedJsonException e) {
      throw new MalformedLedgerException("the refusal: " + e.getMessage());
    }
    throw new MalformedLedgerException("the refusal isn't signed by the log's key");
  }

  private static List<String> operators(JsonNode node) throws MalformedJsonException {
    List<String> names = new ArrayList<>();
    if (!(node.value() instanceof List<?> list && list.isEmpty())) {
      for (JsonNode item : node.items()) {
        names.add(item.text());
      }
    }
    return names;
  }
}
