// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.der;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each rule of the strict reader by itself.
class DerReaderTest {
  private interface Read {
    void from(DerReader reader) throws DerException;
  }

  private static DerReader reader(String hex) {
    return DerReader.of(Bytes.fromHex(hex));
  }

  private static void refused(String hex, Read read) {
    assertThatExceptionOfType(DerException.class)
        .as(hex)
        .isThrownBy(() -> read.from(reader(hex)))
        .satisfies(e -> assertThat(e.getMessage()).isNotBlank())
        .satisfies(e -> assertThat(e.offset()).isBetween(0, hex.length() / 2));
  }

  private static String text(String tag, String text) {
    return tag + String.format("%02x", text.length()) + Bytes.utf8(text).hex();
  }

  @Test
  void readsElementsAndTheirContent() throws Exception {
    DerReader reader = reader("3006020101040161" + "0500");
    assertThat(reader.next(DerReader.SEQUENCE)).isTrue();
    DerReader inside = reader.enter(DerReader.SEQUENCE);
    assertThat(inside.offset()).isEqualTo(2);
    assertThat(inside.content(DerReader.INTEGER)).isEqualTo(Bytes.fromHex("01"));
    assertThat(inside.offset()).isEqualTo(5);
    assertThat(inside.element(DerReader.OCTET_STRING)).isEqualTo(Bytes.fromHex("040161"));
    assertThat(inside.more()).isFalse();
    assertThat(inside.next(DerReader.INTEGER)).isFalse();
    inside.end();
    assertThat(reader.offset()).isEqualTo(8);
    assertThat(reader.more()).isTrue();
    assertThat(reader.content(5)).isEqualTo(Bytes.EMPTY);
    reader.end();
  }

  @Test
  void readsLongLengths() throws Exception {
    assertThat(reader("048180" + "00".repeat(128)).content(4).length()).isEqualTo(128);
    assertThat(reader("04820100" + "00".repeat(256)).content(4).length()).isEqualTo(256);
    assertThat(reader("0483010000" + "00".repeat(65_536)).content(4).length()).isEqualTo(65_536);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "04", // no length
        "0401", // no content
        "040261", // too little content
        "0480610000", // indefinite
        "0484000000016100", // four bytes of length
        "04ff", // reserved
        "0481", // length cut off
        "048201", // length cut off
        "048101" + "61", // could be shorter
        "04817f", // could be shorter
        "0482007f", // padded
        "04820080", // padded
        "0483000100", // padded
        "0483ffffff", // longer than the input
        "0201", // another tag
        "24030401" + "61" // constructed
      })
  void refusesElements(String hex) {
    refused(hex, r -> r.content(DerReader.OCTET_STRING));
    refused(hex, r -> r.element(DerReader.OCTET_STRING));
    refused(hex, r -> r.enter(DerReader.OCTET_STRING));
  }

  @Test
  void refusesElementsLongerThanWhatEnclosesThem() throws Exception {
    DerReader inside = reader("3003040261" + "6161").enter(DerReader.SEQUENCE);
    assertThatExceptionOfType(DerException.class)
        .isThrownBy(() -> inside.content(DerReader.OCTET_STRING))
        .satisfies(e -> assertThat(e.offset()).isEqualTo(2));
  }

  @Test
  void refusesWhatFollowsTheEnd() {
    refused("00", DerReader::end);
    refused("3000", DerReader::end);
  }

  @Test
  void readsTruthValues() throws Exception {
    assertThat(reader("0101ff").bool()).isTrue();
    assertThat(reader("010100").bool()).isFalse();
    for (String hex : new String[] {"010101", "0101fe", "0100", "0102ffff", "0201ff", ""}) {
      refused(hex, DerReader::bool);
    }
  }

  @Test
  void readsIntegers() throws Exception {
    assertThat(reader("020100").integer(1)).isEqualTo(Bytes.fromHex("00"));
    assertThat(reader("02020080").integer(2)).isEqualTo(Bytes.fromHex("0080"));
    assertThat(reader("0201ff").integer(1)).isEqualTo(Bytes.fromHex("ff"));
    assertThat(reader("0202ff7f").integer(2)).isEqualTo(Bytes.fromHex("ff7f"));
    for (String hex : new String[] {"0200", "02020001", "0202ff80", "0203000080", "030100"}) {
      refused(hex, r -> r.integer(20));
    }
    refused("02020100", r -> r.integer(1));
  }

  @Test
  void readsSmallIntegers() throws Exception {
    assertThat(reader("020100").smallInteger()).isZero();
    assertThat(reader("02017f").smallInteger()).isEqualTo(127);
    for (String hex : new String[] {"020180", "0201ff", "02020080", "0200"}) {
      refused(hex, DerReader::smallInteger);
    }
  }

  @Test
  void readsWholeBitStrings() throws Exception {
    assertThat(reader("030300abcd").wholeBitString()).isEqualTo(Bytes.fromHex("abcd"));
    assertThat(reader("030100").wholeBitString()).isEqualTo(Bytes.EMPTY);
    for (String hex : new String[] {"0300", "030201fe", "030208" + "00", "0402" + "0000"}) {
      refused(hex, DerReader::wholeBitString);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "030100, 0", // none
    "03020780, 1", // digitalSignature
    "03020204, 32", // keyCertSign
    "03020106, 96", // keyCertSign, cRLSign
    "030206c0, 3", // digitalSignature, nonRepudiation
    "0303070080, 256", // decipherOnly
    "030300ffff, 65535"
  })
  void readsNamedBits(String hex, int bits) throws Exception {
    DerReader reader = reader(hex);
    assertThat(reader.namedBits()).isEqualTo(bits);
    reader.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0300", // not even a count of unused bits
        "030101", // unused bits of nothing
        "03020880", // eight unused bits
        "030201ff", // an unused bit set
        "030207ff", // unused bits set
        "030400ffffff", // too long
        "04020780" // another type
      })
  void refusesNamedBits(String hex) {
    refused(hex, DerReader::namedBits);
  }

  @ParameterizedTest
  @CsvSource({
    "17, 191028132805Z, 2019-10-28T13:28:05Z",
    "17, 491231235959Z, 2049-12-31T23:59:59Z",
    "17, 500101000000Z, 1950-01-01T00:00:00Z",
    "17, 000229000000Z, 2000-02-29T00:00:00Z",
    "18, 20500101000000Z, 2050-01-01T00:00:00Z",
    "18, 99991231235959Z, 9999-12-31T23:59:59Z",
    "18, 20240229000000Z, 2024-02-29T00:00:00Z"
  })
  void readsTimes(String tag, String text, Instant expected) throws Exception {
    DerReader reader = reader(text(tag, text));
    assertThat(reader.time()).isEqualTo(expected);
    reader.end();
  }

  @ParameterizedTest
  @CsvSource({
    "17, 1910281328Z", // no seconds
    "17, 191028132805", // no zone
    "17, 191028132805+0000", // another zone
    "17, 191028132805z",
    "17, 20191028132805Z", // four digits of year
    "17, 191328132805Z", // month 13
    "17, 190028132805Z", // month 0
    "17, 190230132805Z", // February 30th
    "17, 230229132805Z", // no leap year
    "17, 191028242805Z", // hour 24
    "17, 191028136005Z", // minute 60
    "17, 191028132860Z", // second 60
    "17, 19102813280aZ",
    "17, 19102813 805Z",
    "17, 19/028132805Z",
    "18, 191028132805Z", // two digits of year
    "18, 20191028132805.5Z", // fraction
    "18, 20230229000000Z",
    "04, 191028132805Z" // another type
  })
  void refusesTimes(String tag, String text) {
    refused(text(tag, text), DerReader::time);
  }

  @Test
  void refusesNoTime() {
    refused("1700", DerReader::time);
    refused("1800", DerReader::time);
    refused("", DerReader::time);
  }
}
