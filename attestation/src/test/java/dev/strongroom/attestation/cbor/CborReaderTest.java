// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.cbor;

import static dev.strongroom.attestation.fixtures.Edits.cbor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.fixtures.CborWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Each rule of the strict reader by itself.
class CborReaderTest {
  private interface Read {
    void from(CborReader reader) throws CborException;
  }

  private static CborReader reader(String hex) {
    return new CborReader(Bytes.fromHex(hex), 0);
  }

  private static void refused(String hex, String code, int offset, Read read) {
    assertThatExceptionOfType(CborException.class)
        .as(hex)
        .isThrownBy(() -> read.from(reader(hex)))
        .satisfies(e -> assertThat(e.code()).isEqualTo(code))
        .satisfies(e -> assertThat(e.offset()).isEqualTo(offset))
        .satisfies(e -> assertThat(e.getMessage()).isNotBlank());
  }

  @ParameterizedTest
  @CsvSource({
    "00, 0",
    "17, 23",
    "1818, 24",
    "18ff, 255",
    "190100, 256",
    "19ffff, 65535",
    "1a00010000, 65536",
    "1affffffff, 4294967295",
    "1b0000000100000000, 4294967296",
    "1b7fffffffffffffff, 9223372036854775807",
    "20, -1",
    "37, -24",
    "3818, -25",
    "3b7fffffffffffffff, -9223372036854775808"
  })
  void readsIntegers(String hex, long value) throws Exception {
    CborReader reader = reader(hex);
    assertThat(reader.integer()).isEqualTo(value);
    reader.end();
    assertThat(cbor(w -> w.integer(value)).hex()).as("the writer agrees").isEqualTo(hex);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1800",
        "1817",
        "190000",
        "1900ff",
        "1a00000000",
        "1a0000ffff",
        "1b0000000000000000",
        "1b00000000ffffffff",
        "3800",
        "3900ff"
      })
  void refusesIntegersThatCouldBeShorter(String hex) {
    refused(hex, "cbor.not-shortest", 0, CborReader::integer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1b8000000000000000", "1bffffffffffffffff", "3b8000000000000000"})
  void refusesIntegersBeyond63Bits(String hex) {
    refused(hex, "cbor.integer-range", 0, CborReader::integer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "18", "19", "1901", "1a", "1a000100", "1b", "1b00000001000000"})
  void refusesCutOffHeads(String hex) {
    refused(hex, "cbor.truncated", 0, CborReader::integer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1c", "1d", "1e", "1f", "3c", "3f"})
  void refusesReservedInformation(String hex) {
    refused(hex, "cbor.reserved", 0, CborReader::integer);
  }

  @Test
  void readsStringsAsSlices() throws Exception {
    CborReader reader = reader("4301020363c3a4214060");
    assertThat(reader.byteString()).isEqualTo(Bytes.fromHex("010203"));
    assertThat(reader.textString()).isEqualTo("ä!");
    assertThat(reader.byteString()).isSameAs(Bytes.EMPTY);
    assertThat(reader.textString()).isEmpty();
    reader.end();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"41", "4201", "58ff", "5affffffff", "5bffffffffffffffff", "5b7fffffffffffffff"})
  void refusesStringsLongerThanTheInput(String hex) {
    refused(hex, "cbor.length", 0, CborReader::byteString);
  }

  @Test
  void refusesChunkedStrings() {
    refused("5f4101ff", "cbor.chunked-string", 0, CborReader::byteString);
    refused("7f6161ff", "cbor.chunked-string", 0, CborReader::textString);
    refused("5fff", "cbor.chunked-string", 0, CborReader::skip);
  }

  @ParameterizedTest
  @ValueSource(strings = {"6180", "62c3", "62c080", "63eda080", "64f4908080", "61ff", "63ed"})
  void refusesTextThatIsNotUtf8(String hex) {
    String code = hex.equals("62c3") || hex.equals("63ed") ? "cbor.length" : "cbor.utf8";
    refused(hex, code, 0, CborReader::textString);
    refused(hex, code, 0, CborReader::skip);
  }

  @Test
  void refusesOtherTypesThanWanted() {
    refused("60", "cbor.type", 0, CborReader::byteString);
    refused("40", "cbor.type", 0, CborReader::textString);
    refused("40", "cbor.type", 0, CborReader::integer);
    refused("a0", "cbor.type", 0, CborReader::arrayHeader);
    refused("80", "cbor.type", 0, CborReader::mapHeader);
    refused("f6", "cbor.type", 0, CborReader::integer);
    refused("82", "cbor.length", 0, r -> r.arrayHeader(2));
    refused("830000" + "00", "cbor.type", 0, r -> r.arrayHeader(2));
    refused("9f0000ff", "cbor.type", 0, r -> r.arrayHeader(2));
    refused("", "cbor.truncated", 0, CborReader::nullIf);
    refused("", "cbor.truncated", 0, CborReader::byteString);
    refused("", "cbor.truncated", 0, CborReader::mapHeader);
  }

  @Test
  void readsContainersOfBothKinds() throws Exception {
    for (String hex : new String[] {"83010203", "9f010203ff"}) {
      CborReader reader = reader(hex);
      int count = reader.arrayHeader();
      int read = 0;
      for (; reader.more(count, read); read++) {
        assertThat(reader.integer()).isEqualTo(read + 1);
      }
      assertThat(read).isEqualTo(3);
      reader.end();
    }
  }

  @Test
  void refusesContainersThatDoNotEnd() {
    refused("9f01", "cbor.truncated", 2, CborReader::skip);
    refused("bf0101", "cbor.truncated", 3, CborReader::skip);
    refused("bf01", "cbor.truncated", 2, CborReader::skip);
    refused("8201", "cbor.length", 0, CborReader::skip);
    refused("bf01ff", "cbor.simple", 2, CborReader::skip);
    refused("9bffffffffffffffff", "cbor.length", 0, CborReader::skip);
    refused("bb7fffffffffffffff", "cbor.length", 0, CborReader::skip);
  }

  @Test
  void readsOneTagWhereAskedTo() throws Exception {
    CborReader tagged = reader("d200");
    assertThat(tagged.tagIf(18)).isTrue();
    assertThat(tagged.integer()).isZero();
    CborReader untagged = reader("00");
    assertThat(untagged.tagIf(18)).isFalse();
    assertThat(untagged.integer()).isZero();
    CborReader other = reader("d100");
    assertThat(other.tagIf(18)).isFalse();
    assertThat(other.offset()).as("nothing was read").isZero();
    assertThat(reader("").tagIf(18)).isFalse();
    refused("d81200", "cbor.not-shortest", 0, r -> r.tagIf(18));
    refused("d8", "cbor.truncated", 0, r -> r.tagIf(18));
  }

  @Test
  void skipsNothingButWhatIsAllowed() throws Exception {
    CborReader reader = reader("a4616101" + "6162f6" + "6163f4" + "6164f5");
    reader.skip();
    reader.end();
    refused("c100", "cbor.tag", 0, CborReader::skip);
    refused("f7", "cbor.simple", 0, CborReader::skip);
    refused("e0", "cbor.simple", 0, CborReader::skip);
    refused("f8ff", "cbor.simple", 0, CborReader::skip);
    refused("f93c00", "cbor.simple", 0, CborReader::skip);
    refused("fa3f800000", "cbor.simple", 0, CborReader::skip);
    refused("fb3ff0000000000000", "cbor.simple", 0, CborReader::skip);
    refused("ff", "cbor.simple", 0, CborReader::skip);
    refused("82f6c1f6", "cbor.tag", 2, CborReader::skip);
  }

  @Test
  void refusesKeysThatStoodBefore() {
    refused("a2010001" + "00", "cbor.duplicate-key", 3, CborReader::skip);
    refused("bf0100" + "0100ff", "cbor.duplicate-key", 3, CborReader::skip);
    refused("a2f600f600", "cbor.duplicate-key", 3, CborReader::skip);
    refused("a2616101616102", "cbor.duplicate-key", 4, CborReader::skip);
    refused("a1a1" + "a201000101" + "0000", "cbor.key-type", 1, CborReader::skip);
  }

  /// An empty array of definite length and one of indefinite length are the same key to whoever
  /// compares values, so that two parsers could keep different entries.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a280019fff02", // [] and []
        "a2a001bfff02", // {} and {}
        "a28100019f00ff02", // [0] and [0]
        "a2a1000001bf0000ff02" // {0: 0} and {0: 0}
      })
  void refusesEqualKeysThatAreEncodedDifferently(String hex) {
    refused(hex, "cbor.key-type", 1, CborReader::skip);
  }

  @Test
  void refusesToNestTooDeep() throws Exception {
    reader("81".repeat(CborReader.MAX_DEPTH) + "00").skip();
    refused("81".repeat(9) + "00", "cbor.depth", 9, CborReader::skip);
    refused("a100".repeat(9) + "00", "cbor.depth", 17, CborReader::skip);
    refused("a1".repeat(9) + "00".repeat(10), "cbor.key-type", 1, CborReader::skip);
    refused("9f".repeat(60_000), "cbor.depth", 9, CborReader::skip);
  }

  @Test
  void skipsOnlySoManyMapEntriesInAll() throws Exception {
    StringBuilder entries = new StringBuilder();
    for (int key = 0; key < CborReader.MAX_SKIPPED_ENTRIES; key++) {
      entries.append(String.format("19%04x00", 256 + key));
    }
    reader("bf" + entries + "ff").skip();
    refused("bf" + entries + "0000ff", "cbor.too-many-entries", 513, CborReader::skip);
    refused("82bf" + entries + "ffa10000", "cbor.too-many-entries", 516, CborReader::skip);
  }

  @Test
  void countsOffsetsInTheWholeInput() {
    CborReader reader = new CborReader(Bytes.fromHex("00ff"), 1000);
    assertThatExceptionOfType(CborException.class)
        .isThrownBy(() -> {
          reader.integer();
          assertThat(reader.offset()).isEqualTo(1001);
          reader.integer();
        })
        .satisfies(e -> assertThat(e.offset()).isEqualTo(1001));
  }

  @Test
  void refusesWhatFollowsTheEnd() throws Exception {
    refused("00", "cbor.trailing-bytes", 0, CborReader::end);
    CborReader reader = reader("0000");
    reader.integer();
    assertThatExceptionOfType(CborException.class)
        .isThrownBy(reader::end)
        .satisfies(e -> assertThat(e.offset()).isEqualTo(1));
  }

  @Test
  void theWriterCanWriteWhatTheReaderRefuses() {
    assertThat(cbor(w -> w.wideHead(CborWriter.UNSIGNED, 1, 8)).hex())
        .isEqualTo("1b0000000000000001");
    assertThat(cbor(w -> w.floating(1.0, 16)).hex()).isEqualTo("f93c00");
    assertThat(cbor(w -> w.floating(1.0, 32)).hex()).isEqualTo("fa3f800000");
    assertThat(cbor(w -> w.floating(1.0, 64)).hex()).isEqualTo("fb3ff0000000000000");
    assertThat(cbor(w -> w.indefinite(CborWriter.BYTE_STRING).end()).hex()).isEqualTo("5fff");
  }
}
