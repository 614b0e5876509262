// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.composite;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/// Evidence of a machine and of its devices: JSON with the members `kind` ("composite"), `version`
/// (1), and in base64 `nonce`, `publicKey`, `cpu`, and `devices`, a list.
///
/// @param encoded the whole of it
/// @param nonce the relying party's, as stated
/// @param publicKey the key that the machine vouches for, as stated
/// @param cpu the machine's evidence
/// @param devices the devices' evidence, at least one
public record CompositeEvidence(
    Bytes encoded, Bytes nonce, Bytes publicKey, Evidence cpu, List<Evidence> devices)
    implements Evidence {

  /// Pieces of evidence of devices at most; one piece may be about several devices.
  public static final int MAX_DEVICES = 16;

  private static final int MAX_FIELD = 1024;

  /// Copies the list.
  public CompositeEvidence {
    devices = List.copyOf(devices);
  }

  @Override
  public EvidenceKind kind() {
    return EvidenceKind.COMPOSITE;
  }

  @Override
  public CompositeClaims claims(boolean simulated) {
    return new CompositeClaims(
        this,
        cpu.claims(simulated),
        devices.stream().map(device -> device.claims(simulated)).toList());
  }

  /// Whether JSON is meant to be such evidence.
  public static boolean claims(JsonNode node) {
    try {
      return node.optional("kind").isPresent()
          && EvidenceKind.COMPOSITE.toString().equals(node.member("kind").value());
    } catch (MalformedJsonException e) {
      return false;
    }
  }

  /// Reads it.
  ///
  /// @throws MalformedEvidenceException if it isn't, or what is inside isn't
  public static CompositeEvidence read(Bytes encoded, JsonNode node)
      throws MalformedEvidenceException {
    try {
      node.onlyMembers(Set.of("kind", "version", "nonce", "publicKey", "cpu", "devices"));
      if (!node.member("version").value().equals(1L)) {
        throw node.member("version").error("only version 1 is understood");
      }
      Bytes nonce = field(node.member("nonce"));
      Bytes publicKey = field(node.member("publicKey"));
      Evidence cpu = inner(node.member("cpu"));
      List<Evidence> devices = new ArrayList<>();
      for (JsonNode device : node.member("devices").items()) {
        if (devices.size() == MAX_DEVICES) {
          throw device.error("at most " + MAX_DEVICES + " devices");
        }
        devices.add(inner(device));
      }
      if (devices.isEmpty()) {
        throw node.member("devices").error("at least one device is needed");
      }
      return new CompositeEvidence(encoded, nonce, publicKey, cpu, devices);
    } catch (MalformedJsonException e) {
      throw new MalformedEvidenceException("composite.json", 0, String.valueOf(e.getMessage()));
    }
  }

  private static Bytes field(JsonNode node) throws MalformedJsonException {
    Bytes bytes = base64(node);
    if (bytes.isEmpty() || bytes.length() > MAX_FIELD) {
      throw node.error("1 to " + MAX_FIELD + " bytes are needed");
    }
    return bytes;
  }

  private static Evidence inner(JsonNode node)
      throws MalformedJsonException, MalformedEvidenceException {
    Evidence evidence = Evidence.parse(base64(node));
    if (evidence instanceof CompositeEvidence) {
      throw node.error("composite evidence inside composite evidence");
    }
    return evidence;
  }

  private static Bytes base64(JsonNode node) throws MalformedJsonException {
    try {
      return Bytes.copyOf(Base64.getDecoder().decode(node.text()));
    } catch (IllegalArgumentException e) {
      throw node.error("base64 is needed");
    }
  }
}
