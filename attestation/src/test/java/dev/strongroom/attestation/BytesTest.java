// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.MessageDigest;
import java.security.Signature;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Immutable bytes with content equality.
class BytesTest {
  private static final Bytes ABC = Bytes.fromHex("0a0b0c");

  @Test
  void laterChangesOfTheSourceDoNotShow() {
    byte[] source = {1, 2, 3};
    Bytes bytes = Bytes.copyOf(source);
    source[0] = 9;
    assertThat(bytes).isEqualTo(Bytes.fromHex("010203"));
    bytes.toByteArray()[1] = 9;
    assertThat(bytes).isEqualTo(Bytes.fromHex("010203"));
  }

  @Test
  void equalityIsThatOfContent() {
    Bytes slice = Bytes.fromHex("ff0a0b0cff").slice(1, 4);
    assertThat(slice).isEqualTo(ABC).hasSameHashCodeAs(ABC);
    assertThat(slice.compareTo(ABC)).isZero();
    assertThat(slice).isNotEqualTo(Bytes.fromHex("0a0b")).isNotEqualTo(Bytes.fromHex("0a0b0d"));
    assertThat(ABC.equals(null)).isFalse();
    assertThat(ABC).isNotEqualTo("0a0b0c");
    assertThat(Bytes.copyOf(new byte[0])).isSameAs(Bytes.EMPTY);
    assertThat(Bytes.zeros(0)).isEqualTo(Bytes.EMPTY).hasSameHashCodeAs(Bytes.EMPTY);
  }

  @Test
  void orderIsThatOfUnsignedBytes() {
    List<Bytes> sorted =
        List.of(
            Bytes.EMPTY,
            Bytes.fromHex("00"),
            Bytes.fromHex("0000"),
            Bytes.fromHex("7f"),
            Bytes.fromHex("80"),
            Bytes.fromHex("ff"),
            Bytes.fromHex("ff00"));
    assertThat(new ArrayList<>(new TreeSet<>(sorted.reversed()))).isEqualTo(sorted);
  }

  @Test
  void slicesShareNothingButContent() {
    Bytes whole = Bytes.fromHex("000102030405");
    Bytes middle = whole.slice(2, 5);
    assertThat(middle.hex()).isEqualTo("020304");
    assertThat(middle.slice(1, 2).hex()).isEqualTo("03");
    assertThat(middle.length()).isEqualTo(3);
    assertThat(middle.at(0)).isEqualTo(2);
    assertThat(middle.toByteArray()).containsExactly(2, 3, 4);
    assertThat(whole.slice(3, 3)).isSameAs(Bytes.EMPTY);
    assertThat(whole.slice(0, 6)).isEqualTo(whole);
  }

  @Test
  void nothingOutsideASliceIsReached() {
    Bytes middle = Bytes.fromHex("000102030405").slice(2, 4);
    for (int index : new int[] {-1, 2, 3, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> middle.at(index));
    }
    for (int[] range : new int[][] {{-1, 1}, {0, 3}, {2, 1}, {3, 3}, {1, Integer.MIN_VALUE}}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> middle.slice(range[0], range[1]));
    }
  }

  @Test
  void bytesAreUnsigned() {
    assertThat(Bytes.fromHex("ff80").at(0)).isEqualTo(255);
    assertThat(Bytes.fromHex("ff80").at(1)).isEqualTo(128);
  }

  @Test
  void hexadecimalDigitsOfEitherCaseAreRead() {
    assertThat(Bytes.fromHex("0aFf").hex()).isEqualTo("0aff");
    assertThat(Bytes.fromHex("")).isEqualTo(Bytes.EMPTY);
    for (String bad : List.of("0", "0g", "0x00", "00 00", " 00", "٠٠")) {
      assertThatIllegalArgumentException().as(bad).isThrownBy(() -> Bytes.fromHex(bad));
    }
  }

  @Test
  void prefixesAreFound() {
    assertThat(ABC.startsWith(Bytes.EMPTY)).isTrue();
    assertThat(ABC.startsWith(Bytes.fromHex("0a0b"))).isTrue();
    assertThat(ABC.startsWith(ABC)).isTrue();
    assertThat(ABC.startsWith(Bytes.fromHex("0a0b0c0d"))).isFalse();
    assertThat(ABC.startsWith(Bytes.fromHex("0b"))).isFalse();
  }

  @Test
  void zerosAreRecognised() {
    assertThat(Bytes.zeros(48).isAllZero()).isTrue();
    assertThat(Bytes.EMPTY.isAllZero()).isTrue();
    assertThat(Bytes.fromHex("000001").isAllZero()).isFalse();
    assertThat(Bytes.fromHex("010000ff").slice(1, 3).isAllZero()).isTrue();
  }

  @Test
  void textGoesThereAndBack() {
    for (String text : List.of("", "a", "ä€\uD83D\uDD11", "a\0b", "\uFFFD", "\uFEFFa")) {
      assertThat(Bytes.utf8(text).asUtf8()).isEqualTo(text);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"80", "c3", "c0af", "eda080", "f4908080", "f8808080", "61ff", "e28261"})
  void whatIsNotUtf8IsNoText(String hex) {
    assertThat(Bytes.fromHex(hex).asUtf8()).isNull();
    assertThat(Bytes.fromHex("61" + hex + "61").slice(1, 1 + hex.length() / 2).asUtf8()).isNull();
  }

  @Test
  void longSequencesAreShownShortened() {
    assertThat(Bytes.zeros(32)).hasToString("00".repeat(32));
    assertThat(Bytes.zeros(33).toString()).startsWith("00".repeat(32)).endsWith("(33 bytes)");
    assertThat(ABC).hasToString("0a0b0c");
  }

  @Test
  void digestsAreFedTheSliceOnly() throws Exception {
    MessageDigest fed = MessageDigest.getInstance("SHA-256");
    Bytes.fromHex("ff0a0b0cff").slice(1, 4).updateTo(fed);
    assertThat(fed.digest())
        .isEqualTo(MessageDigest.getInstance("SHA-256").digest(ABC.toByteArray()));
  }

  @Test
  void aSignatureThatIsNotInitialisedIsNotFed() throws Exception {
    Signature signature = Signature.getInstance("SHA384withECDSA");
    assertThatExceptionOfType(SignatureException.class).isThrownBy(() -> ABC.updateTo(signature));
    assertThatExceptionOfType(SignatureException.class).isThrownBy(() -> ABC.verifiedBy(signature));
  }
}
