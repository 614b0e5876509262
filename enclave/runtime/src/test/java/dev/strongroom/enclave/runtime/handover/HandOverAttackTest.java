// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.handover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.custody.CustodyPaths;
import dev.strongroom.channel.custody.EncryptionKey;
import dev.strongroom.channel.custody.JsonBytes;
import dev.strongroom.channel.custody.UnopenableException;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.root.TestProvisioning;
import dev.strongroom.enclave.runtime.storage.MapStorage;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What whoever reaches a giver may try; the secret goes to nobody else than an heir.
class HandOverAttackTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Bytes SECRET =
      Bytes.fromHex("5ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2");

  private final TestProvisioning heir = new TestProvisioning(4);
  private final EncryptionKey key = EncryptionKey.generate(RANDOM);
  private Instant now = Instant.now();
  private final KeyStatement keys = statement(1);
  private final HandOverHandler giver = giver(heir.policy(), keys);

  HandOverAttackTest() throws IOException {}

  private static KeyStatement statement(int filler) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) filler);
    return new KeyStatement(Bytes.copyOf(bytes), Bytes.copyOf(bytes), Optional.empty());
  }

  private HandOverHandler giver(AppraisalPolicy heirs, KeyStatement statement) {
    return new HandOverHandler(
        Heirs.of(Optional.of(heirs)),
        "demo",
        new RootSecret(Secret.owning(SECRET.toByteArray())),
        statement,
        TestProvisioning.verifier(),
        new HostEndorsements(new MapStorage()),
        () -> now,
        RANDOM,
        _ -> Response.text(200, "the service"));
  }

  private static Response send(HandOverHandler giver, String path, Bytes body, boolean attested)
      throws Exception {
    return giver.handle(TestProvisioning.request("POST", path, body, attested));
  }

  private static Bytes nonce(HandOverHandler giver) throws Exception {
    Response response = send(giver, CustodyPaths.HAND_OVER_NONCE, Bytes.EMPTY, true);
    String text = Objects.requireNonNull(TestProvisioning.body(response).asUtf8());
    return JsonBytes.hex(JsonNode.parse(text).member("nonce"), 32);
  }

  private HeirRequest request(TestProvisioning who, Bytes nonce) throws Exception {
    return request(who, nonce, keys, key.publicKey(), key.publicKey());
  }

  private static HeirRequest request(
      TestProvisioning who, Bytes nonce, KeyStatement to, Bytes attested, Bytes claimed)
      throws Exception {
    Bytes userData = HeirRequest.userData(to, "demo", nonce, attested);
    return new HeirRequest(
        nonce, claimed, who.device().attest(attested, userData, Optional.of(nonce)));
  }

  private static String answer(HandOverHandler giver, HeirRequest request) throws Exception {
    Response response = send(giver, CustodyPaths.HAND_OVER, Bytes.utf8(request.json()), true);
    return response.status() + " " + TestProvisioning.body(response).asUtf8();
  }

  private static void refused(String answer, String reason) {
    assertThat(answer)
        .isEqualTo("403 {\"error\":\"evidence-refused\",\"reason\":\"" + reason + "\"}");
  }

  @Test
  void theHeirAndNobodyElseOpensTheAnswer() throws Exception {
    HeirRequest request = request(heir, nonce(giver));
    String answer = answer(giver, request).substring(4);
    Bytes sealed = JsonBytes.read(JsonNode.parse(answer).member("sealed"));
    Bytes context = request.context(keys, "demo");
    assertThat(Bytes.copyOf(key.open(HeirRequest.INFO, context, sealed))).isEqualTo(SECRET);
    assertThat(answer).doesNotContain(SECRET.hex());
    // A relay carries these bytes as well as anybody; they are of no use to it.
    try (EncryptionKey relay = EncryptionKey.generate(RANDOM)) {
      assertThatThrownBy(() -> relay.open(HeirRequest.INFO, context, sealed))
          .isInstanceOf(UnopenableException.class);
    }
    Bytes elsewhere = request.context(statement(2), "demo");
    assertThatThrownBy(() -> key.open(HeirRequest.INFO, elsewhere, sealed))
        .isInstanceOf(UnopenableException.class);
    for (int at = 0; at < sealed.length(); at++) {
      byte[] changed = sealed.toByteArray();
      // The last bit of X25519's last byte doesn't count (RFC 7748, section 5), so another is used.
      changed[at] ^= 1;
      assertThatThrownBy(() -> key.open(HeirRequest.INFO, context, Bytes.copyOf(changed)))
          .isInstanceOf(UnopenableException.class);
    }
  }

  @Test
  void otherMeasurementsDebugAndSimulationAreRefused() throws Exception {
    TestProvisioning other = new TestProvisioning(5);
    now = Instant.now();
    HandOverHandler meansOther = giver(heir.policy(other.anchor()), keys);
    refused(answer(meansOther, request(other, nonce(meansOther))), "measurement-not-accepted");
    TestProvisioning debug = new TestProvisioning(0);
    now = Instant.now();
    HandOverHandler meansDebug = giver(heir.policy(debug.anchor()), keys);
    refused(answer(meansDebug, request(debug, nonce(meansDebug))), "debug-mode");
    HandOverHandler production = giver(heir.policy(NitroPolicy.AWS_ROOT_G1), keys);
    refused(answer(production, request(heir, nonce(production))), "untrusted-root");
  }

  @Test
  void aNonceIsGoodOnceForAMinuteAndOnlyWhereItWasGiven() throws Exception {
    HeirRequest request = request(heir, nonce(giver));
    assertThat(answer(giver, request)).startsWith("200");
    String gone = "409 {\"error\":\"nonce\"}";
    assertThat(answer(giver, request)).isEqualTo(gone);
    assertThat(answer(giver, request(heir, Bytes.zeros(32)))).isEqualTo(gone);
    Bytes late = nonce(giver);
    now = now.plus(Duration.ofMinutes(1));
    assertThat(answer(giver, request(heir, late))).isEqualTo(gone);
    Bytes turnedBack = nonce(giver);
    now = now.minus(Duration.ofMinutes(1));
    assertThat(answer(giver, request(heir, turnedBack))).isEqualTo(gone);
    // Flooding pushes the oldest out, and the table stays small.
    Bytes first = nonce(giver);
    for (int i = 0; i < 256; i++) {
      nonce(giver);
    }
    assertThat(answer(giver, request(heir, first))).isEqualTo(gone);
  }

  @Test
  void evidenceForAnotherKeyNonceOrGiverIsRefused() throws Exception {
    try (EncryptionKey thief = EncryptionKey.generate(RANDOM)) {
      Bytes stolen = thief.publicKey();
      refused(
          answer(giver, request(heir, nonce(giver), keys, key.publicKey(), stolen)),
          "public-key-differs");
    }
    HeirRequest old = request(heir, nonce(giver));
    refused(
        answer(giver, new HeirRequest(nonce(giver), old.key(), old.evidence())), "nonce-differs");
    // A giver in the middle shows another's nonce to the heir: the heir's evidence names the
    // giver in the middle.
    refused(
        answer(giver, request(heir, nonce(giver), statement(2), key.publicKey(), key.publicKey())),
        "user-data-differs");
  }

  @Test
  void aKeyOfSmallOrderIsRefused() throws Exception {
    Bytes zero = Bytes.zeros(32);
    assertThat(answer(giver, request(heir, nonce(giver), keys, zero, zero)))
        .isEqualTo("400 {\"error\":\"unusable-key\"}");
  }

  @Test
  void changedEvidenceAndEveryCutIsRefused() throws Exception {
    HeirRequest genuine = request(heir, nonce(giver));
    byte[] evidence = genuine.evidence().toByteArray();
    // Each costs verifications of P-384; the attestation module's own tests change every byte.
    for (int at = 0; at < evidence.length; at += 31) {
      byte[] changed = evidence.clone();
      changed[at] ^= 1;
      HandOverHandler fresh = giver(heir.policy(), keys);
      Bytes nonce = nonce(fresh);
      HeirRequest request = new HeirRequest(nonce, genuine.key(), Bytes.copyOf(changed));
      assertThat(answer(fresh, request)).startsWith("403 {\"error\":\"evidence-");
    }
    Bytes body = Bytes.utf8(genuine.json());
    for (int cut = 0; cut < 200; cut++) {
      assertThat(send(giver, CustodyPaths.HAND_OVER, body.slice(0, cut), true).status())
          .isEqualTo(400);
    }
  }

  @Test
  void plainHttpsOtherMethodsAndLongBodiesAreRefused() throws Exception {
    Bytes body = Bytes.utf8(request(heir, nonce(giver)).json());
    Response plain = send(giver, CustodyPaths.HAND_OVER, body, false);
    assertThat(TestProvisioning.body(plain).asUtf8()).contains("attested-channel-needed");
    assertThat(send(giver, CustodyPaths.HAND_OVER_NONCE, Bytes.EMPTY, false).status())
        .isEqualTo(403);
    assertThat(send(giver, CustodyPaths.HAND_OVER, Bytes.zeros(1 << 20), true).status())
        .isEqualTo(413);
    Response got =
        giver.handle(TestProvisioning.request("GET", CustodyPaths.HAND_OVER, Bytes.EMPTY, true));
    assertThat(got.status()).isEqualTo(405);
    assertThat(TestProvisioning.body(send(giver, "/else", Bytes.EMPTY, false)).asUtf8())
        .isEqualTo("the service");
  }
}
