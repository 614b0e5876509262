// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.composite;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.fixtures.FakeDocument;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A made-up machine with two devices. Two makers of Nitro's documents stand in for those of
/// processors and GPUs.
final class FakeComposite {
  static final FakeNitro MACHINES = FakeNitro.create(FakeIntel.AT);
  static final FakeNitro DEVICES = FakeNitro.create(FakeIntel.AT);
  static final Bytes NONCE = Bytes.utf8("the relying party's own nonce...");
  static final Bytes KEY = Bytes.utf8("the key that the machine vouches for");
  static final Challenge CHALLENGE = Challenge.ofNonce(NONCE).withPublicKey(KEY);
  static final Requirement<Boolean> COMPARED = new Require<>(true);

  private FakeComposite() {}

  static Bytes device(Bytes nonce, String salt) {
    FakeDocument document = DEVICES.document();
    document.content().bytes("nonce", nonce).bytes("user_data", Bytes.utf8(salt));
    return document.issue();
  }

  static Bytes machine(Bytes reportData) {
    FakeDocument document = MACHINES.document();
    document.content().bytes("user_data", reportData);
    return document.issue();
  }

  static List<Bytes> devices() {
    Bytes nonce = CompositeBinding.deviceNonce(NONCE, KEY);
    return List.of(device(nonce, "one"), device(nonce, "two"));
  }

  static Bytes composite(Bytes nonce, Bytes key, Bytes cpu, List<Bytes> devices) {
    return Bytes.utf8(
        "{\"kind\":\"composite\",\"version\":1,\"nonce\":\""
            + base64(nonce)
            + "\",\"publicKey\":\""
            + base64(key)
            + "\",\"cpu\":\""
            + base64(cpu)
            + "\",\"devices\":["
            + devices.stream()
                .map(device -> "\"" + base64(device) + "\"")
                .collect(Collectors.joining(","))
            + "]}");
  }

  private static String base64(Bytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  /// Evidence whose machine binds some devices, and which has these.
  static Bytes composite(List<Bytes> bound, List<Bytes> sent) {
    return composite(NONCE, KEY, machine(CompositeBinding.reportData(NONCE, KEY, bound)), sent);
  }

  static CompositePolicy policy() {
    return new CompositePolicy(
        LenientPolicy.of(MACHINES.anchor()),
        Map.of(EvidenceKind.NITRO_ENCLAVE, LenientPolicy.of(DEVICES.anchor())),
        COMPARED,
        COMPARED);
  }
}
