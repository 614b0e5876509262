// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nvidia;

import static dev.strongroom.attestation.nitro.Expectation.accepted;
import static dev.strongroom.attestation.nitro.Expectation.first;
import static dev.strongroom.attestation.nitro.Expectation.only;
import static dev.strongroom.attestation.nvidia.NvidiaTable.revocable;

import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.fixtures.Edits;
import dev.strongroom.attestation.nitro.Expectation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.ocsp.UnknownStatus;

/// Rules about revocation, each broken once.
final class RevocationRules {
  private static final FakeNvidia NVIDIA = NvidiaTable.NVIDIA;
  private static final int HOLD = 6;
  private static final int KEY_COMPROMISE = 1;

  private RevocationRules() {}

  static void addTo(NvidiaTable table) {
    revocation(table);
    responder(table);
  }

  private static void ocsp(
      NvidiaTable table,
      String name,
      NvidiaPolicyBuilder policy,
      Expectation expected,
      java.util.function.Function<FakeOcsp, List<Item>> answers) {
    FakeDevice gpu = NVIDIA.gpu(0);
    gpu.chain().issue();
    table.endorsed(
        "ocsp: " + name, gpu, policy, expected, answers.apply(new FakeOcsp(gpu.chain())));
  }

  private static void revocation(NvidiaTable table) {
    ocsp(table, "all good", revocable(), accepted(), o -> o.all(3, FakeOcsp.GOOD));
    ocsp(
        table,
        "none given",
        revocable(),
        only("policy.revocation revocation-unknown"),
        o -> List.of());
    ocsp(
        table,
        "none given, which is allowed",
        revocable().allowUnknownRevocation("test"),
        accepted(),
        o -> List.of());
    ocsp(
        table,
        "nothing about the device itself",
        revocable(),
        only("policy.revocation revocation-unknown"),
        o -> o.all(2, FakeOcsp.GOOD));
    ocsp(
        table,
        "a responder that doesn't know",
        revocable(),
        only("policy.revocation revocation-unknown"),
        o -> o.all(3, new UnknownStatus()));
    ocsp(
        table,
        "revoked",
        revocable().allowHold("test").allowUnknownRevocation("test"),
        first("gpu-0.revocation revoked"),
        o -> o.all(3, FakeOcsp.revoked(KEY_COMPROMISE)));
    ocsp(
        table,
        "good and revoked",
        revocable(),
        first("gpu-0.revocation revoked"),
        o -> {
          List<Item> both = new ArrayList<>(o.all(3, FakeOcsp.GOOD));
          both.add(o.about(3, FakeOcsp.revoked(KEY_COMPROMISE)));
          return both;
        });
    ocsp(
        table,
        "on hold",
        revocable(),
        only("gpu-0.revocation revoked", "policy.revocation platform-status-not-accepted"),
        o -> o.all(3, FakeOcsp.revoked(HOLD)));
    ocsp(
        table,
        "on hold, which is allowed",
        revocable().allowHold("test"),
        accepted(),
        o -> o.all(3, FakeOcsp.revoked(HOLD)));
    ocsp(
        table,
        "one on hold, which is allowed, and nothing of another",
        revocable().allowHold("test"),
        only("policy.revocation revocation-unknown"),
        o -> List.of(o.about(1, FakeOcsp.revoked(HOLD)), o.about(2, FakeOcsp.GOOD)));
    ocsp(
        table,
        "expired",
        revocable().allowUnknownRevocation("test"),
        only("gpu-0.revocation endorsement-invalid"),
        o ->
            o.window(
                    FakeNvidia.TIME.minus(Duration.ofDays(2)),
                    FakeNvidia.TIME.minus(Duration.ofSeconds(1)))
                .all(3, FakeOcsp.GOOD));
    ocsp(
        table,
        "from the future",
        revocable().allowUnknownRevocation("test"),
        only("gpu-0.revocation endorsement-invalid"),
        o ->
            o.window(FakeNvidia.TIME.plusSeconds(1), FakeNvidia.TIME.plusSeconds(99))
                .all(3, FakeOcsp.GOOD));
  }

  private static void responder(NvidiaTable table) {
    Expectation invalid = only("gpu-0.revocation endorsement-invalid");
    NvidiaPolicyBuilder policy = revocable().allowUnknownRevocation("test");
    ocsp(
        table,
        "in the issuer's name by a stranger",
        policy,
        invalid,
        o -> o.stranger().all(3, FakeOcsp.GOOD));
    ocsp(
        table,
        "by a responder whom the root named",
        revocable(),
        accepted(),
        o -> o.delegatedBy(0, KeyPurposeId.id_kp_OCSPSigning).all(3, FakeOcsp.GOOD));
    ocsp(
        table,
        "by somebody whom the root named for something else",
        policy,
        invalid,
        o -> o.delegatedBy(0, KeyPurposeId.id_kp_serverAuth).all(3, FakeOcsp.GOOD));
    ocsp(
        table,
        "by somebody whom the root named for nothing",
        policy,
        invalid,
        o -> o.delegatedBy(0, null).all(3, FakeOcsp.GOOD));
    FakeDevice gpu = NVIDIA.gpu(0);
    gpu.chain().issue();
    List<Item> cut = new ArrayList<>();
    for (Item item : new FakeOcsp(gpu.chain()).all(3, FakeOcsp.GOOD)) {
      cut.add(
          Item.of(
              Endorsements.Type.OCSP_RESPONSE,
              item.content().slice(0, item.content().length() - 1)));
    }
    table.endorsed(
        "ocsp: cut off", gpu, revocable(), only("policy.revocation revocation-unknown"), cut);
    List<Item> changed = new ArrayList<>();
    for (Item item : new FakeOcsp(gpu.chain()).all(3, FakeOcsp.GOOD)) {
      changed.add(Item.of(Endorsements.Type.OCSP_RESPONSE, Edits.flip(item.content(), -3)));
    }
    table.endorsed("ocsp: changed", gpu, policy, invalid, changed);
  }
}
