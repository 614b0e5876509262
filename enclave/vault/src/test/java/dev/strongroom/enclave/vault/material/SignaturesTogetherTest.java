// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.material;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.SigningItem;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.math.ec.ECPoint;
import org.junit.jupiter.api.Test;

/// Signatures that are made and checked together are those that are made one by one, and a wrong
/// one among them is found.
class SignaturesTogetherTest {
  private static final List<ShortCurve> CURVES = List.of(ShortCurve.SECP256K1, ShortCurve.P256);
  private static final BigInteger SCALAR = new BigInteger("123456789abcdef".repeat(4), 16);

  private static byte[] digest(int i) {
    return Vectors.sha256("message " + i).toByteArray();
  }

  @Test
  void togetherIsAsOneByOne() throws Exception {
    String scalar = "0" + "3".repeat(63);
    for (SigningKey key :
        List.of(
            new Secp256k1(Vectors.secret(scalar), Vectors.RANDOM),
            new P256(Vectors.secret(scalar), Vectors.RANDOM),
            new Ed25519(Vectors.secret(scalar)))) {
      try (key) {
        Scheme scheme = key instanceof Ed25519 ? Scheme.ED25519 : Scheme.ECDSA;
        for (int count : List.of(0, 1, 2, 3, 100)) {
          List<SigningItem> items =
              IntStream.range(0, count)
                  .mapToObj(i -> new SigningItem(scheme, Bytes.copyOf(digest(i))))
                  .toList();
          List<Bytes> together = key.sign(items);
          assertThat(together).hasSize(count);
          for (int i = 0; i < count; i++) {
            assertThat(together.get(i)).isEqualTo(key.sign(items.get(i)));
            assertThat(SignatureCheck.verify(key.publicKey(), items.get(i), together.get(i)))
                .isTrue();
          }
        }
      }
    }
  }

  @Test
  void schemesCanBeMixed() throws Exception {
    try (SigningKey key = new Secp256k1(Vectors.secret("0" + "5".repeat(63)), Vectors.RANDOM)) {
      List<SigningItem> items = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Scheme scheme = i % 2 == 0 ? Scheme.SCHNORR : Scheme.ECDSA;
        items.add(new SigningItem(scheme, Bytes.copyOf(digest(i))));
      }
      List<Bytes> made = key.sign(items);
      for (int i = 0; i < 6; i++) {
        assertThat(SignatureCheck.verify(key.publicKey(), items.get(i), made.get(i))).isTrue();
      }
      items.add(new SigningItem(Scheme.ED25519, Bytes.copyOf(digest(6))));
      assertThatThrownBy(() -> key.sign(items)).isInstanceOf(UnsignableException.class);
    }
  }

  @Test
  void nothingIsGivenOutForAnotherKey() {
    for (ShortCurve curve : CURVES) {
      ECPoint other = curve.timesSecret(SCALAR.add(BigInteger.ONE));
      for (int count : List.of(1, 2, 50)) {
        List<byte[]> digests =
            IntStream.range(0, count).mapToObj(SignaturesTogetherTest::digest).toList();
        assertThatThrownBy(() -> Ecdsa.sign(curve, SCALAR, other, digests, Vectors.RANDOM))
            .isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Test
  void oneWrongOfManyIsFound() {
    for (ShortCurve curve : CURVES) {
      for (int count : List.of(1, 2, 3, 20)) {
        for (int at = 0; at < count; at++) {
          Ecdsa.Made good = made(curve, count).get(at);
          BigInteger more = good.s().add(BigInteger.ONE);
          ECPoint nonce = good.nonce();
          ECPoint outside =
              curve
                  .domain()
                  .getCurve()
                  .createPoint(
                      nonce.getAffineXCoord().toBigInteger(),
                      nonce.getAffineYCoord().addOne().toBigInteger());
          assertThat(right(curve, made(curve, count))).isTrue();
          for (Ecdsa.Made bad :
              List.of(
                  new Ecdsa.Made(good.hash(), good.r(), more, nonce),
                  new Ecdsa.Made(good.hash(), good.r(), BigInteger.ZERO, nonce),
                  new Ecdsa.Made(good.hash(), good.r(), good.s().negate(), nonce),
                  new Ecdsa.Made(good.hash(), good.r(), curve.order(), nonce),
                  new Ecdsa.Made(good.hash().flipBit(3), good.r(), good.s(), nonce),
                  new Ecdsa.Made(good.hash(), good.r().flipBit(0), good.s(), nonce),
                  new Ecdsa.Made(good.hash(), BigInteger.ZERO, good.s(), nonce),
                  new Ecdsa.Made(good.hash(), good.r(), good.s(), nonce.negate()),
                  new Ecdsa.Made(good.hash(), good.r(), good.s(), nonce.twice().normalize()),
                  new Ecdsa.Made(good.hash(), good.r(), good.s(), outside),
                  new Ecdsa.Made(
                      good.hash(), good.r(), good.s(), curve.domain().getCurve().getInfinity()))) {
            List<Ecdsa.Made> all = made(curve, count);
            all.set(at, bad);
            assertThat(right(curve, all)).isFalse();
          }
        }
      }
    }
  }

  @Test
  void wrongOnesDontMakeUpForOneAnother() {
    for (ShortCurve curve : CURVES) {
      List<Ecdsa.Made> all = made(curve, 2);
      Ecdsa.Made first = all.getFirst();
      Ecdsa.Made last = all.getLast();
      // The sum of both stays what it was: e/s is one more here, and one less there.
      all.set(0, new Ecdsa.Made(first.hash().add(first.s()), first.r(), first.s(), first.nonce()));
      all.set(1, new Ecdsa.Made(last.hash().subtract(last.s()), last.r(), last.s(), last.nonce()));
      assertThat(right(curve, all)).isFalse();
    }
  }

  private static List<Ecdsa.Made> made(ShortCurve curve, int count) {
    List<Ecdsa.Made> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(Ecdsa.made(curve, SCALAR, digest(i)));
    }
    return all;
  }

  private static boolean right(ShortCurve curve, List<Ecdsa.Made> all) {
    return Ecdsa.right(curve, curve.timesSecret(SCALAR), all, Vectors.RANDOM);
  }
}
