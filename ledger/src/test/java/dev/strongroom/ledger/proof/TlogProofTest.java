// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.proof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.InclusionProof;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.SignedNote;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TlogProofTest {
  /// Made after the example of C2SP tlog-proof, whose signatures are abridged.
  private static final String PROOF =
      """
      c2sp.org/tlog-proof@v1
      extra YWdlLXYxLjIuMS1kYXJ3aW4tYXJtNjQudGFyLmd6
      index 73894
      gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=
      B95lDa8R83lS8n0eG+o0buTxRKQTYFi//1U8anccXmA=
      EKNzoDWG8LGC0Yp9o+sv3qllpMP9uHQ9B20KNL+Q1zs=

      example.com/fancylog
      109482
      sFodV/vSp5O8n9a8QpW6PRY97tfOSW5bsc2Xl/EQi08=

      — example.com/fancylog hI2DJwAAAAAAAAAA
      — witness1.example mJirIkAAAAAAAAAA
      """;

  private static final String HASH = "gSKyXoYZUgZ6jduWYrkDOARinOMGJveXjgMkBTcdPlQ=\n";
  private static final String NOTE = PROOF.substring(PROOF.indexOf("\n\n") + 2);

  @Test
  void aProofIsReadAndWritten() throws MalformedLedgerException {
    TlogProof proof = TlogProof.parse(Bytes.utf8(PROOF));
    assertThat(proof.extra()).contains(Bytes.utf8("age-v1.2.1-darwin-arm64.tar.gz"));
    assertThat(proof.inclusion().index()).isEqualTo(73894);
    assertThat(proof.inclusion().size()).isEqualTo(109482);
    assertThat(proof.inclusion().path()).hasSize(3);
    assertThat(proof.note().signatures()).hasSize(2);
    assertThat(proof.checkpoint().origin()).isEqualTo("example.com/fancylog");
    assertThat(proof.encoded()).isEqualTo(PROOF);
    assertThat(TlogProof.of(proof.extra(), proof.inclusion(), proof.note())).isEqualTo(proof);
  }

  @Test
  void extraDataAndHashesMayBeMissing() throws MalformedLedgerException {
    String text = "c2sp.org/tlog-proof@v1\nindex 0\n\n" + NOTE;
    TlogProof proof = TlogProof.parse(text);
    assertThat(proof.extra()).isEmpty();
    assertThat(proof.inclusion().path()).isEmpty();
    assertThat(proof.encoded()).isEqualTo(text);
    String longest = "c2sp.org/tlog-proof@v1\nindex 0\n" + HASH.repeat(63) + "\n" + NOTE;
    assertThat(TlogProof.parse(longest).inclusion().path()).hasSize(63);
  }

  @ParameterizedTest
  @MethodSource
  void whatIsNoProofIsRefused(String text) {
    assertThatThrownBy(() -> TlogProof.parse(text)).isInstanceOf(MalformedLedgerException.class);
  }

  static Stream<String> whatIsNoProofIsRefused() {
    String header = "c2sp.org/tlog-proof@v1\n";
    return Stream.of(
        "",
        "\n\n",
        header,
        header + "\n" + NOTE,
        "c2sp.org/tlog-proof@v2\nindex 0\n\n" + NOTE,
        " " + PROOF,
        "index 0\n\n" + NOTE,
        header + "index 0\n" + NOTE,
        header + "index\n\n" + NOTE,
        header + "index \n\n" + NOTE,
        header + "index 01\n\n" + NOTE,
        header + "index -1\n\n" + NOTE,
        header + "index 9223372036854775808\n\n" + NOTE,
        header + "index 0 \n\n" + NOTE,
        header + "index 0\r\n\n" + NOTE,
        header + "Index 0\n\n" + NOTE,
        header + "index 0\nindex 0\n\n" + NOTE,
        header + "extra AAAA\n\n" + NOTE,
        header + "extra \nindex 0\n\n" + NOTE,
        header + "extra AAA\nindex 0\n\n" + NOTE,
        header + "extra AAB=\nindex 0\n\n" + NOTE,
        header + "extra AAAA\nextra AAAA\nindex 0\n\n" + NOTE,
        header + "index 0\nextra AAAA\n\n" + NOTE,
        header + "index 0\n" + HASH.substring(4) + "\n" + NOTE,
        header + "index 0\nAAAA\n\n" + NOTE,
        header + "index 0\n" + HASH.replace("\n", "\r\n") + "\n" + NOTE,
        header + "index 0\n" + HASH.repeat(64) + "\n" + NOTE,
        header + "index 0\n\n\n" + NOTE,
        header + "index 0\n\n" + NOTE.substring(0, NOTE.indexOf("\n\n") + 1),
        header + "index 0\n\nno checkpoint\n\n— a AAAAAAA=\n",
        PROOF + "more\n",
        PROOF + "\n");
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    assertThatThrownBy(() -> TlogProof.parse(Bytes.fromHex("ff")))
        .isInstanceOf(MalformedLedgerException.class);
  }

  @Test
  void partsThatDoNotBelongTogetherAreRefused() throws MalformedLedgerException {
    SignedNote note = SignedNote.parse(NOTE);
    InclusionProof other = new InclusionProof(0, 5, List.of());
    assertThatThrownBy(() -> TlogProof.of(Optional.empty(), other, note))
        .isInstanceOf(MalformedLedgerException.class);
    Checkpoint checkpoint = new Checkpoint("other", 109482, Bytes.zeros(32), List.of());
    InclusionProof inclusion = new InclusionProof(0, 109482, List.of());
    assertThatThrownBy(() -> new TlogProof(Optional.empty(), inclusion, note, checkpoint))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> TlogProof.of(Optional.of(Bytes.EMPTY), inclusion, note))
        .isInstanceOf(MalformedLedgerException.class);
  }
}
