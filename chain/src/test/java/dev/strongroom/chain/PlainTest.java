// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.solana.SolanaTransaction;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class PlainTest {
  private static final PublicKey EDWARDS = new PublicKey(Curve.ED25519, Bytes.zeros(32));
  private static final PublicKey KOBLITZ =
      new PublicKey(
          Curve.SECP256K1,
          Bytes.fromHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"));
  private static final PublicKey NIST = new PublicKey(Curve.P256, Bytes.zeros(33));

  @Test
  void aMessageIsSignedByItsCurvesRule() throws UndecodableException {
    PlainMessage message = PlainMessage.of(Bytes.utf8("abc"));
    assertThat(message.toSign(EDWARDS))
        .containsExactly(new SigningItem(Scheme.ED25519, Bytes.utf8("abc")));
    // FIPS 180-4's example.
    SigningItem hashed =
        new SigningItem(
            Scheme.ECDSA,
            Bytes.fromHex("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    assertThat(message.toSign(KOBLITZ)).containsExactly(hashed);
    assertThat(message.toSign(NIST)).containsExactly(hashed);
    assertThat(message.facts(KOBLITZ).members())
        .containsEntry("text", "abc")
        .containsEntry("hex", "616263")
        .containsEntry("length", 3L)
        .containsEntry("ascii", true);
    assertThat(message.facts(EDWARDS).unsure()).containsExactly("any-message");
  }

  /// The smallest message there is: a signer, a blockhash, no instructions.
  @Test
  void aTransactionInDisguiseIsSaid() throws UndecodableException {
    Bytes transaction = Bytes.fromHex("01000001" + "11".repeat(32) + "22".repeat(32) + "00");
    assertThat(SolanaTransaction.parse(transaction).message()).isEqualTo(transaction);
    PlainMessage message = PlainMessage.of(transaction);
    assertThat(message.facts(EDWARDS).unsure())
        .containsExactly("any-message", "looks-like-transaction");
    assertThat(message.facts(KOBLITZ).unsure()).containsExactly("any-message");
    Bytes longer = Bytes.fromHex(transaction.hex() + "00");
    assertThat(PlainMessage.of(longer).facts(EDWARDS).unsure()).containsExactly("any-message");
  }

  @Test
  void ofALongMessageTheStartIsShown() throws UndecodableException {
    Facts facts = PlainMessage.of(Bytes.zeros(1000)).facts(EDWARDS);
    assertThat(facts.members())
        .containsEntry("hex", "00".repeat(256))
        .containsEntry("length", 1000L)
        .containsEntry("text", "");
    assertThatThrownBy(() -> PlainMessage.of(Bytes.zeros((1 << 20) + 1)))
        .isInstanceOf(UndecodableException.class);
    assertThatThrownBy(() -> PlainMessage.of(Bytes.EMPTY)).isInstanceOf(UndecodableException.class);
  }

  @Test
  void aDigestIsSignedAsItIs() throws UndecodableException {
    Bytes digest = Bytes.fromHex("ab".repeat(32));
    for (Scheme scheme : List.of(Scheme.ECDSA, Scheme.SCHNORR)) {
      PlainDigest plain = PlainDigest.of(digest, scheme);
      assertThat(plain.toSign(KOBLITZ)).containsExactly(new SigningItem(scheme, digest));
      assertThat(plain.facts(KOBLITZ))
          .isEqualTo(
              new Facts(
                  Form.DIGEST, Map.of("hex", digest.hex(), "length", 32L), List.of("any-digest")));
      refuses("wrong-curve", () -> plain.toSign(EDWARDS));
    }
    refuses("wrong-curve", () -> PlainDigest.of(digest, Scheme.SCHNORR).facts(NIST));
    refuses("wrong-scheme", () -> PlainDigest.of(digest, Scheme.ED25519));
    refuses("bad-length", () -> PlainDigest.of(Bytes.zeros(31), Scheme.ECDSA));
  }

  @Test
  void theSignatureIsTheResult() throws UndecodableException {
    PlainDigest digest = PlainDigest.of(Bytes.zeros(32), Scheme.ECDSA);
    Bytes signature = Bytes.fromHex("01".repeat(65));
    assertThat(digest.signed(KOBLITZ, List.of(signature)))
        .isEqualTo(new Signed(List.of(signature), signature, Bytes.EMPTY));
    refuses("bad-signature", () -> digest.signed(KOBLITZ, List.of(Bytes.zeros(64))));
    refuses("bad-signature", () -> digest.signed(KOBLITZ, List.of()));
    refuses(
        "bad-signature",
        () -> PlainMessage.of(Bytes.utf8("a")).signed(EDWARDS, List.of(signature)));
  }

  private static void refuses(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
