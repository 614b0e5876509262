// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.custody;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.channel.custody.OperatorRequest.Action;
import dev.strongroom.channel.custody.QuorumStatus.Phase;
import dev.strongroom.channel.custody.QuorumStatus.Release;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Messages survive their encoding; changed ones don't pass.
class CustodyMessagesTest {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final Bytes ID = Bytes.fromHex("ab".repeat(32));

  private final EncryptionKey key = EncryptionKey.generate(RANDOM);
  private final byte[] value = new byte[ShareHeader.SHARE];
  private final ShareHeader header =
      new ShareHeader(
          ID,
          "demo",
          2,
          Bytes.zeros(32),
          ID,
          List.of(ShareHeader.digest(1, value), Bytes.zeros(32), ID));

  @Test
  void headersAreReadAsWritten() throws Exception {
    assertThat(ShareHeader.parse(header.encoded())).isEqualTo(header);
    assertThat(header.holds(1, value)).isTrue();
    assertThat(header.holds(2, value)).isFalse();
    assertThat(header.holds(0, value)).isFalse();
    assertThat(header.holds(4, value)).isFalse();
  }

  @Test
  void everyCutAndChangedByteOfAHeaderIsAnotherHeaderOrNone() {
    byte[] encoded = header.encoded().toByteArray();
    for (int at = 0; at < encoded.length; at++) {
      Bytes cut = header.encoded().slice(0, at);
      assertThatThrownBy(() -> ShareHeader.parse(cut))
          .isInstanceOf(MalformedCustodyException.class);
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = encoded.clone();
        changed[at] ^= (byte) (1 << bit);
        try {
          assertThat(ShareHeader.parse(Bytes.copyOf(changed))).isNotEqualTo(header);
        } catch (MalformedCustodyException e) {
          assertThat(e).hasMessageContaining("header");
        }
      }
    }
  }

  @Test
  void sharesOpenForTheirOperatorAndUnderTheirHeaderOnly() throws Exception {
    SealedShare share = SealedShare.seal(header, 1, value, key.publicKey(), RANDOM);
    SealedShare read = SealedShare.parse(JsonNode.parse(share.json()));
    assertThat(read).isEqualTo(share);
    assertThat(read.open(key)).isEqualTo(value);
    SealedShare moved = new SealedShare(header, 2, share.sealed());
    assertThatThrownBy(() -> moved.open(key)).isInstanceOf(UnopenableException.class);
    for (int at = 0; at < share.sealed().length(); at++) {
      byte[] changed = share.sealed().toByteArray();
      changed[at] ^= 1;
      SealedShare other = new SealedShare(header, 1, Bytes.copyOf(changed));
      assertThatThrownBy(() -> other.open(key)).isInstanceOf(UnopenableException.class);
    }
    // Encrypted well, but not what the header names.
    SealedShare wrong = SealedShare.seal(header, 2, value, key.publicKey(), RANDOM);
    assertThatThrownBy(() -> wrong.open(key)).hasMessageContaining("names");
  }

  @Test
  void aClosedKeyOpensNothingAndAKeyOfSmallOrderTakesNothing() {
    SealedShare share = SealedShare.seal(header, 1, value, key.publicKey(), RANDOM);
    key.close();
    assertThatThrownBy(() -> share.open(key)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> SealedShare.seal(header, 1, value, Bytes.zeros(32), RANDOM))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void requestsAreSignedForOneActionSessionDeploymentAndPayload() throws Exception {
    try (SigningKey signing = SigningKey.generate(RANDOM)) {
      OperatorRequest request =
          OperatorRequest.sign(Action.CONFIRM, "ann", "demo", ID, Bytes.utf8("x"), signing);
      OperatorRequest read = OperatorRequest.parse(Action.CONFIRM, Bytes.utf8(request.json()));
      assertThat(read).isEqualTo(request);
      Bytes by = signing.publicKey();
      assertThat(read.signedBy(by, "demo")).isTrue();
      assertThat(read.signedBy(by, "dem")).isFalse();
      assertThat(read.signedBy(key.publicKey(), "demo")).isFalse();
      assertThat(
              OperatorRequest.parse(Action.RELEASE, Bytes.utf8(request.json()))
                  .signedBy(by, "demo"))
          .isFalse();
      assertThat(
              new OperatorRequest(Action.CONFIRM, "ann", ID, Bytes.utf8("y"), request.signature())
                  .signedBy(by, "demo"))
          .isFalse();
    }
  }

  @Test
  void aStatusIsReadAsWritten() throws Exception {
    QuorumStatus status =
        new QuorumStatus(
            Phase.WAITING,
            "demo",
            ID,
            2,
            List.of("ann", "bob"),
            List.of(),
            List.of("bob"),
            List.of(new Release(ID, Bytes.zeros(32), List.of("ann"))));
    assertThat(QuorumStatus.parse(Bytes.utf8(status.json()))).isEqualTo(status);
    assertThatThrownBy(() -> QuorumStatus.parse(Bytes.utf8("{\"version\":1}")))
        .isInstanceOf(MalformedCustodyException.class);
  }
}
