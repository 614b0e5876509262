// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.upgrade;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.entry.Members;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// What the image measures that is to have the root secret: PCRs of a Nitro Enclave, SHA-384.
///
/// @param pcr0 of the whole image
/// @param pcr1 of kernel and first ramdisk
/// @param pcr2 of the application
/// @param pcr8 of the certificate that signed it, if it is signed
public record SuccessorImage(Bytes pcr0, Bytes pcr1, Bytes pcr2, Optional<Bytes> pcr8) {
  private static final int PCR = 48;

  /// Checks the lengths, and that the image has measurements at all: an enclave in debug mode has
  /// zeros.
  ///
  /// @throws IllegalArgumentException if one isn't 48 bytes, or zeros
  public SuccessorImage {
    check(pcr0);
    check(pcr1);
    check(pcr2);
    pcr8.ifPresent(SuccessorImage::check);
  }

  private static void check(Bytes pcr) {
    if (pcr.length() != PCR || pcr.equals(Bytes.zeros(PCR))) {
      throw new IllegalArgumentException("a measurement has 48 bytes, which aren't zeros");
    }
  }

  Map<String, Object> content() {
    Map<String, Object> members = new TreeMap<>();
    members.put("pcr0", pcr0.hex());
    members.put("pcr1", pcr1.hex());
    members.put("pcr2", pcr2.hex());
    pcr8.ifPresent(signer -> members.put("pcr8", signer.hex()));
    return members;
  }

  static SuccessorImage read(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("pcr0", "pcr1", "pcr2", "pcr8"));
    Optional<JsonNode> signer = node.optional("pcr8");
    try {
      return new SuccessorImage(
          Members.hex(node.member("pcr0"), PCR),
          Members.hex(node.member("pcr1"), PCR),
          Members.hex(node.member("pcr2"), PCR),
          signer.isPresent() ? Optional.of(Members.hex(signer.get(), PCR)) : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }
}
