// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.upokecenter.cbor.CBORObject;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborWriter;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests byte for byte, and responses in every shape that is, or isn't, one.
class NsmProtocolTest {
  // Names in hexadecimal digits, to write bytes down by hand.
  private static final String DESCRIBE_PCR = "6b" + "4465736372696265504352";
  private static final String EXTEND_PCR = "69" + "457874656e64504352";
  private static final String LOCK_PCR = "67" + "4c6f636b504352";
  private static final String INDEX = "65" + "696e646578";
  private static final String DATA = "64" + "64617461";
  private static final String LOCK = "64" + "6c6f636b";

  private static void assertHex(Bytes request, String... hex) {
    assertThat(request.hex()).isEqualTo(String.join("", hex));
  }

  @Test
  void requestsAreTheseBytes() {
    assertHex(NsmProtocol.describeRequest(), "6b", "44657363726962654e534d");
    assertHex(NsmProtocol.randomRequest(), "69", "47657452616e646f6d");
    assertHex(NsmProtocol.describePcrRequest(3), "a1", DESCRIBE_PCR, "a1", INDEX, "03");
    assertHex(NsmProtocol.describePcrRequest(31), "a1", DESCRIBE_PCR, "a1", INDEX, "181f");
    assertHex(NsmProtocol.describePcrRequest(65535), "a1", DESCRIBE_PCR, "a1", INDEX, "19ffff");
    assertHex(
        NsmProtocol.extendPcrRequest(16, Bytes.fromHex("0102")),
        "a1",
        EXTEND_PCR,
        "a2",
        INDEX,
        "10",
        DATA,
        "420102");
    assertHex(NsmProtocol.lockPcrRequest(17), "a1", LOCK_PCR, "a1", INDEX, "11");
    assertHex(
        NsmProtocol.lockPcrsRequest(24), "a1", "684c6f636b50435273", "a1", "6572616e6765", "1818");
    assertHex(
        NsmProtocol.attestRequest(
            DocumentRequest.PLAIN.withNonce(Bytes.fromHex("07")).withPublicKey(Bytes.EMPTY)),
        "a1",
        "6b4174746573746174696f6e",
        "a3",
        "69757365725f64617461",
        "f6",
        "656e6f6e6365",
        "4107",
        "6a7075626c69635f6b6579",
        "40");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 23, 24, 255, 256, 65_535, 65_536, 1_000_000})
  void theWriterIsAsOthersAre(int number) {
    Bytes written =
        new CborWriter()
            .map(2)
            .text("n")
            .integer(number)
            .text("é".repeat(number % 300))
            .bytes(Bytes.zeros(number))
            .toBytes();
    CBORObject expected =
        CBORObject.NewOrderedMap().Add("n", number).Add("é".repeat(number % 300), new byte[number]);
    assertThat(written).isEqualTo(Bytes.copyOf(expected.EncodeToBytes()));
  }

  private static Bytes response(String... hex) {
    return Bytes.fromHex(String.join("", hex));
  }

  private static final String VALUE = "5830" + "ab".repeat(48);

  @Test
  void fieldsComeInAnyOrderAndForm() throws Exception {
    PcrState expected = new PcrState(true, Bytes.fromHex("ab".repeat(48)));
    List<Bytes> responses =
        List.of(
            response("a1", DESCRIBE_PCR, "a2", LOCK, "f5", DATA, VALUE),
            response("a1", DESCRIBE_PCR, "a2", DATA, VALUE, LOCK, "f5"),
            response("bf", DESCRIBE_PCR, "bf", DATA, VALUE, LOCK, "f5", "ff", "ff"),
            response("a1", DESCRIBE_PCR, "a3", DATA, VALUE, "616e", "a1f6f4", LOCK, "f5"));
    for (Bytes response : responses) {
      assertThat(NsmProtocol.pcrState(response)).isEqualTo(expected);
    }
    assertThat(
            NsmProtocol.pcrState(response("a1", DESCRIBE_PCR, "a2", LOCK, "f4", DATA, VALUE))
                .locked())
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "nsm.answer, 0, a0", // no answer at all
    "nsm.answer, 0, 6b4465736372696265504352", // name without content
    "nsm.answer, 1, a1 69457874656e64504352 a1 6464617461 41ab", // another command's
    "nsm.answer, 75, a2 $P a2 $L f5 $D $V $P f6", // two answers
    "nsm.missing-field, 69, a1 $P a1 $D $V",
    "nsm.missing-field, 20, a1 $P a1 $L f5",
    "nsm.length, 25, a1 $P a2 $L f5 $D 40",
    "nsm.length, 25, a1 $P a2 $L f5 $D 42abcd",
    "cbor.type, 19, a1 $P a2 $L 00 $D $V",
    "cbor.type, 19, a1 $P a2 $L f6 $D $V",
    "cbor.type, 25, a1 $P a2 $L f5 $D 6161",
    "cbor.type, 25, a1 $P a2 $L f5 $D f6",
    "cbor.type, 13, a1 $P f6",
    "cbor.type, 13, a1 $P 80",
    "cbor.type, 0, f6",
    "cbor.type, 1, a1 01 a0",
    "cbor.duplicate-key, 20, a1 $P a3 $L f5 $L f5 $D $V",
    "cbor.trailing-bytes, 75, a1 $P a2 $L f5 $D $V 00",
    "cbor.truncated, 0, ''",
    "cbor.truncated, 20, a1 $P a2 $L f5",
    "cbor.length, 25, a1 $P a2 $L f5 $D 58 30 00"
  })
  void refusesWhatIsNoPcr(String rule, int offset, String hex) {
    String bytes =
        hex.replace("$P", DESCRIBE_PCR)
            .replace("$L", LOCK)
            .replace("$D", DATA)
            .replace("$V", VALUE)
            .replace(" ", "");
    assertThatThrownBy(() -> NsmProtocol.pcrState(Bytes.fromHex(bytes)))
        .isInstanceOfSatisfying(
            NsmException.class,
            e ->
                assertThat(e.failure())
                    .isInstanceOfSatisfying(
                        NsmFailure.MalformedResponse.class,
                        malformed -> {
                          assertThat(malformed.rule()).as(malformed.detail()).isEqualTo(rule);
                          assertThat(malformed.offset()).isEqualTo(offset);
                        }));
  }

  @ParameterizedTest
  @CsvSource({
    "nsm.answer, 684c6f636b50435273", // LockPCRs instead of LockPCR
    "nsm.answer, a1674c6f636b504352a0", // with content
    "nsm.answer, a1694c6f636b5043527373a0",
    "cbor.trailing-bytes, 674c6f636b504352f6",
    "cbor.utf8, 67ffffffffffffff",
    "cbor.type, 474c6f636b504352",
    "cbor.trailing-bytes, a1654572726f72674e6f74486572650000",
    "nsm.answer, a2654572726f72674e6f744865726500f6",
    "cbor.type, a1654572726f7200"
  })
  void refusesWhatIsNoConfirmation(String rule, String hex) {
    assertThatThrownBy(() -> NsmProtocol.lockedPcr(Bytes.fromHex(hex)))
        .isInstanceOfSatisfying(
            NsmException.class,
            e ->
                assertThat(e.failure())
                    .isInstanceOfSatisfying(
                        NsmFailure.MalformedResponse.class,
                        malformed -> assertThat(malformed.rule()).isEqualTo(rule)));
  }

  private static CBORObject description() {
    return CBORObject.NewOrderedMap()
        .Add("version_patch", 7)
        .Add("locked_pcrs", CBORObject.NewArray().Add(40).Add(3))
        .Add("max_pcrs", 65_535)
        .Add("digest", "SHA512")
        .Add("version_minor", 300)
        .Add("module_id", "x")
        .Add("version_major", 2)
        .Add("added_later", CBORObject.NewArray().Add("?"));
  }

  private static Bytes described(CBORObject fields) {
    return Bytes.copyOf(FakeNsm.answer("DescribeNSM", fields));
  }

  @Test
  void readsDescriptions() throws Exception {
    assertThat(NsmProtocol.description(described(description())))
        .isEqualTo(
            new NsmDescription(
                new NsmDescription.Version(2, 300, 7),
                "x",
                65_535,
                new TreeSet<>(List.of(3, 40)),
                "SHA512"));
  }

  @Test
  void refusesWhatIsNoDescription() {
    List<CBORObject> wrong =
        List.of(
            description().Set("version_major", -1),
            description().Set("version_major", 65_536),
            description().Set("version_major", "1"),
            description().Set("max_pcrs", Long.MAX_VALUE),
            description().Set("module_id", ""),
            description().Set("module_id", new byte[] {1}),
            description().Set("digest", CBORObject.Null),
            description().Set("locked_pcrs", CBORObject.NewArray().Add(1).Add(1)),
            description().Set("locked_pcrs", CBORObject.NewArray().Add(-1)),
            description().Set("locked_pcrs", CBORObject.NewMap()),
            description().Set("added_later", 1.5));
    for (CBORObject fields : wrong) {
      assertThatThrownBy(() -> NsmProtocol.description(described(fields)))
          .as(fields.toString())
          .isInstanceOf(NsmException.class);
    }
    for (CBORObject name : description().getKeys()) {
      CBORObject fields = description();
      if (!name.AsString().equals("added_later")) {
        fields.Remove(name);
        assertThatThrownBy(() -> NsmProtocol.description(described(fields)))
            .hasMessageContaining("no " + name.AsString());
      }
    }
  }
}
