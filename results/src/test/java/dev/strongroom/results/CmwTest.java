// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.strongroom.attestation.Bytes;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Messages in envelopes.
class CmwTest {
  // RFC 9999, 3.4: the example's message, type, content format and tag.
  private static final Bytes VALUE = Bytes.fromHex("2347da55");
  private static final Cmw NAMED =
      new Cmw(
          new Cmw.MediaType("application/vnd.example.rats-conceptual-msg"),
          VALUE,
          OptionalInt.empty());
  private static final Cmw NUMBERED =
      new Cmw(new Cmw.ContentFormat(30001), VALUE, OptionalInt.empty());

  @Test
  void wrapsAsInTheExamples() throws Exception {
    assertThat(CmwCodec.json(NAMED))
        .isEqualTo("[\"application/vnd.example.rats-conceptual-msg\",\"I0faVQ\"]");
    assertThat(CmwCodec.cbor(NUMBERED)).isEqualTo(Bytes.fromHex("82197531442347da55"));
    assertThat(CmwCodec.tag(NUMBERED)).isEqualTo(Bytes.fromHex("da637476a7442347da55"));
  }

  @Test
  void unwrapsWhatItWrapped() throws Exception {
    Cmw said = new Cmw(Cmw.EAT_JWT, VALUE, OptionalInt.of(Cmw.EVIDENCE | Cmw.RESULTS));
    Cmw quoted =
        new Cmw(
            new Cmw.MediaType("application/eat+cwt; eat_profile=\"tag:a\""),
            VALUE,
            OptionalInt.empty());
    for (Cmw message : new Cmw[] {NAMED, NUMBERED, said, quoted}) {
      assertThat(CmwCodec.read(Bytes.utf8(CmwCodec.json(message)))).isEqualTo(message);
      assertThat(CmwCodec.read(CmwCodec.cbor(message))).isEqualTo(message);
    }
    assertThat(CmwCodec.read(CmwCodec.tag(NUMBERED))).isEqualTo(NUMBERED);
    for (int format : new int[] {0, 254, 255, 256, 65024}) {
      Cmw message = new Cmw(new Cmw.ContentFormat(format), VALUE, OptionalInt.empty());
      assertThat(CmwCodec.read(CmwCodec.tag(message))).isEqualTo(message);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "82197531", // cut off
        "8219753144234755", // value cut off
        "811975", // one item
        "8419753142aabb0101", // four
        "82197531442347da5500", // more behind it
        "821a00010000442347da55", // no content format
        "8220442347da55", // a negative one
        "8261614161", // no media type
        "8219753140", // an empty message
        "83197531412300", // no indicator
        "831975314123181f20", // more behind it
        "83197531412318ff", // an indicator that isn't known
        "d8184123", // another tag
        "da637401004123", // below the range
        "da637402004123", // a tag that is left out: ct mod 255 is never 255
        "da637500004123", // beyond the range
        "da63747632a0", // a tag around no bytes
        "a10000" // a collection
      })
  void refusesOtherBytes(String hex) {
    assertThatExceptionOfType(ResultException.class)
        .isThrownBy(() -> CmwCodec.read(Bytes.fromHex(hex)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "[\"a/b\"]",
        "[\"a/b\",\"\"]",
        "[\"ab\",\"AA\"]",
        "[\"a/b\",\"AA\",0]",
        "[\"a/b\",\"AA\",32]",
        "[\"a/b\",\"AA\",1,1]",
        "[65536,\"AA\"]",
        "[-1,\"AA\"]",
        "[true,\"AA\"]",
        "[\"a/b\",\"A A\"]",
        "[\"a/b\",1]"
      })
  void refusesOtherText(String text) {
    assertThatExceptionOfType(ResultException.class)
        .isThrownBy(() -> CmwCodec.read(Bytes.utf8(text)));
  }

  @Test
  void hasNoTagForAll() {
    assertThatIllegalArgumentException().isThrownBy(() -> CmwCodec.tag(NAMED));
    Cmw beyond = new Cmw(new Cmw.ContentFormat(65025), VALUE, OptionalInt.empty());
    assertThatIllegalArgumentException().isThrownBy(() -> CmwCodec.tag(beyond));
  }
}
