// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.custody.CustodyPaths;
import dev.strongroom.channel.custody.EncryptionKey;
import dev.strongroom.channel.custody.JsonBytes;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.HandOver;
import dev.strongroom.enclave.runtime.keys.EnclaveKeys;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.root.Provisioning.Serving;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.root.TestProvisioning;
import dev.strongroom.enclave.runtime.tsm.SignedGuest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The hand-over between confidential virtual machines, whose evidence binds 64 bytes and nothing
/// else, by the product's own device.
@Timeout(30)
class HandOverGuestTest {
  private static final int PORT = 8443;
  private static final Duration SOON = Duration.ofMillis(50);

  private final RootSecret root = filled();
  private Optional<Serving> serving = Optional.empty();

  private static RootSecret filled() {
    byte[] secret = new byte[RootSecret.LENGTH];
    Arrays.fill(secret, (byte) 9);
    return new RootSecret(Secret.owning(secret));
  }

  private static GuestProvisioning boot(String kind) throws Exception {
    return new GuestProvisioning(kind.equals("tdx") ? SignedGuest.tdx() : SignedGuest.sevSnp());
  }

  private HandOverHandler giver(GuestProvisioning giver, AppraisalPolicy heirs, KeyStatement keys) {
    return giver(giver, heirs, keys, giver.clock());
  }

  private HandOverHandler giver(
      GuestProvisioning giver, AppraisalPolicy heirs, KeyStatement keys, InstantSource clock) {
    return new HandOverHandler(
        Heirs.of(Optional.of(heirs)),
        "demo",
        root,
        keys,
        TestProvisioning.verifier(),
        new HostEndorsements(giver.storage),
        clock,
        giver.random(),
        _ -> Response.text(200, "the service"));
  }

  private EnclaveKeys serve(GuestProvisioning giver, AppraisalPolicy heirs) throws Exception {
    EnclaveKeys keys =
        new EnclaveKeys(giver.device(), root, giver.clock(), giver.random(), Duration.ofMinutes(1));
    serving =
        Optional.of(
            giver
                .rest()
                .serve(giver.rest().hostSocket(PORT), keys, giver(giver, heirs, keys.statement())));
    return keys;
  }

  @AfterEach
  void stop() throws Exception {
    if (serving.isPresent()) {
      serving.get().close();
    }
  }

  private static HandOverRootSecret source(
      GuestProvisioning giver, GuestProvisioning heir, Bytes identity) {
    return new HandOverRootSecret(
        new HandOver(
            "sibling:" + PORT, giver.guest().policy(), Optional.of(identity), Optional.empty()),
        "demo",
        TestProvisioning.verifier(),
        new HostEndorsements(heir.storage),
        (_, port) -> giver.wire().dial(port),
        SOON);
  }

  @ParameterizedTest
  @CsvSource({"sev-snp, sev-snp", "tdx, tdx", "tdx, sev-snp", "sev-snp, tdx"})
  void anHeirGetsTheDeploymentsSecret(String from, String to) throws Exception {
    try (GuestProvisioning giver = boot(from);
        GuestProvisioning heir = boot(to)) {
      giver.keep(heir.guest());
      heir.keep(giver.guest());
      try (EnclaveKeys keys = serve(giver, heir.guest().policy());
          RootSecret got = source(giver, heir, keys.statement().identityKey()).obtain(heir)) {
        assertThat(got.identityKey()).isEqualTo(root.identityKey());
      }
    }
  }

  /// Neither side goes on without what makers vouch for; the host may bring it later.
  @Test
  void withoutCollateralNothingMoves() throws Exception {
    try (GuestProvisioning giver = boot("tdx");
        GuestProvisioning heir = boot("tdx");
        EnclaveKeys keys = serve(giver, heir.guest().policy())) {
      HandOverRootSecret source = source(giver, heir, keys.statement().identityKey());
      assertThatExceptionOfType(RootSecretException.class)
          .isThrownBy(() -> source.obtain(heir))
          .withMessageContaining("the sibling was refused: evidence-refused");
      heir.keep(giver.guest());
      assertThatExceptionOfType(RootSecretException.class)
          .isThrownBy(() -> source.obtain(heir))
          .withMessageContaining("the sibling refuses: evidence-refused");
      giver.keep(Bytes.utf8("{}"));
      try (ExecutorService boots = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<RootSecret> got = boots.submit(() -> source.obtain(heir));
        while (heir.rest().waits().stream()
            .noneMatch(wait -> wait.contains("endorsements-unreadable"))) {
          Thread.sleep(10);
        }
        giver.keep(heir.guest());
        assertThat(got.get(20, TimeUnit.SECONDS).identityKey()).isEqualTo(root.identityKey());
      }
    }
  }

  /// What was found to be over stays so: turning the clock back to when it held doesn't help.
  @ParameterizedTest
  @ValueSource(strings = {"sev-snp", "tdx"})
  void aClockThatIsTurnedBackBringsNoOldListsBack(String kind) throws Exception {
    try (GuestProvisioning host = boot(kind);
        GuestProvisioning heir = boot(kind);
        EncryptionKey key = EncryptionKey.generate(host.random())) {
      host.keep(heir.guest());
      Bytes one = Bytes.fromHex("01".repeat(32));
      KeyStatement keys = new KeyStatement(one, one, Optional.empty());
      AtomicReference<Instant> now = new AtomicReference<>(SignedGuest.TIME);
      HandOverHandler giver = giver(host, heir.guest().policy(), keys, now::get);
      assertThat(asks(giver, heir, keys, key)).startsWith("200");
      now.set(SignedGuest.TIME.plus(Duration.ofDays(3650)));
      assertThat(asks(giver, heir, keys, key)).startsWith("403 {\"error\":\"evidence-refused\"");
      now.set(SignedGuest.TIME);
      assertThat(asks(giver, heir, keys, key)).startsWith("403 {\"error\":\"evidence-refused\"");
    }
  }

  private static String asks(
      HandOverHandler giver, GuestProvisioning heir, KeyStatement keys, EncryptionKey key)
      throws Exception {
    Bytes nonce = nonce(giver);
    return answer(
        giver,
        new HeirRequest(nonce, key.publicKey(), evidence(heir, keys, nonce, key.publicKey())));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sev-snp", "tdx"})
  void evidenceForAnotherKeyNonceOrGiverIsRefused(String kind) throws Exception {
    try (GuestProvisioning host = boot(kind);
        GuestProvisioning heir = boot(kind);
        EncryptionKey key = EncryptionKey.generate(host.random());
        EncryptionKey thief = EncryptionKey.generate(host.random())) {
      host.keep(heir.guest());
      Bytes one = Bytes.fromHex("01".repeat(32));
      Bytes other = Bytes.fromHex("02".repeat(32));
      KeyStatement keys = new KeyStatement(one, one, Optional.empty());
      KeyStatement others = new KeyStatement(other, other, Optional.empty());
      HandOverHandler giver = giver(host, heir.guest().policy(), keys);

      Bytes nonce = nonce(giver);
      Bytes genuine = evidence(heir, keys, nonce, key.publicKey());
      assertThat(answer(giver, new HeirRequest(nonce, key.publicKey(), genuine))).startsWith("200");

      Bytes second = nonce(giver);
      refused(giver, new HeirRequest(second, key.publicKey(), genuine));
      Bytes third = nonce(giver);
      refused(
          giver,
          new HeirRequest(third, thief.publicKey(), evidence(heir, keys, third, key.publicKey())));
      Bytes fourth = nonce(giver);
      refused(
          giver,
          new HeirRequest(
              fourth, key.publicKey(), evidence(heir, others, fourth, key.publicKey())));
      Bytes fifth = nonce(giver);
      Bytes unasked =
          heir.device()
              .attest(
                  key.publicKey(),
                  HeirRequest.userData(keys, "demo", fifth, key.publicKey()),
                  Optional.empty());
      refused(giver, new HeirRequest(fifth, key.publicKey(), unasked));
      Bytes sixth = nonce(giver);
      GuestProvisioning stranger = boot(kind.equals("tdx") ? "sev-snp" : "tdx");
      refused(
          giver,
          new HeirRequest(sixth, key.publicKey(), evidence(stranger, keys, sixth, key.publicKey())),
          "");
      stranger.close();
    }
  }

  private static Bytes evidence(GuestProvisioning heir, KeyStatement to, Bytes nonce, Bytes key)
      throws Exception {
    return heir.device()
        .attest(key, HeirRequest.userData(to, "demo", nonce, key), Optional.of(nonce));
  }

  private static void refused(HandOverHandler giver, HeirRequest request) throws Exception {
    refused(giver, request, "nonce-differs");
  }

  private static void refused(HandOverHandler giver, HeirRequest request, String reason)
      throws Exception {
    assertThat(answer(giver, request))
        .startsWith("403 {\"error\":\"evidence-refused\",\"reason\":\"" + reason);
  }

  private static String answer(HandOverHandler giver, HeirRequest request) throws Exception {
    Response response = send(giver, CustodyPaths.HAND_OVER, Bytes.utf8(request.json()));
    return response.status() + " " + TestProvisioning.body(response).asUtf8();
  }

  private static Bytes nonce(HandOverHandler giver) throws Exception {
    Response response = send(giver, CustodyPaths.HAND_OVER_NONCE, Bytes.EMPTY);
    String text = Objects.requireNonNull(TestProvisioning.body(response).asUtf8());
    return JsonBytes.hex(JsonNode.parse(text).member("nonce"), 32);
  }

  private static Response send(HandOverHandler giver, String path, Bytes body) throws Exception {
    return giver.handle(TestProvisioning.request("POST", path, body, true));
  }
}
