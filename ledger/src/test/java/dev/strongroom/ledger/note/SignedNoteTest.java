// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {
  /// The example of C2SP signed-note. Its text has an empty line.
  private static final String POEM =
      """
      Ognuno sta solo sul cuor della terra
      trafitto da un raggio di sole:

      ed è subito sera.

      — quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
      """;

  /// The example of C2SP tlog-cosignature.
  private static final String CHECKPOINT =
      """
      example.com/behind-the-sofa
      20852163
      CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

      — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
      — witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
      """;

  private static final String LINE = CHECKPOINT.lines().skip(4).findFirst().orElseThrow();

  @Test
  void theSpecificationsPoemIsRead() throws MalformedLedgerException {
    SignedNote note = SignedNote.parse(Bytes.utf8(POEM));
    assertThat(note.text()).endsWith("sole:\n\ned è subito sera.\n");
    assertThat(note.signatures()).hasSize(1);
    assertThat(note.signatures().getFirst().name()).isEqualTo("quasimodo.example/salvatore");
    assertThat(note.signatures().getFirst().keyId()).isEqualTo(0x367ba04b);
    assertThat(note.signatures().getFirst().value().length()).isEqualTo(64);
    assertThat(note.encoded()).isEqualTo(POEM);
  }

  @Test
  void theSpecificationsCheckpointIsRead() throws MalformedLedgerException {
    SignedNote note = SignedNote.parse(CHECKPOINT);
    Checkpoint checkpoint = Checkpoint.parse(note.text());
    assertThat(checkpoint.origin()).isEqualTo("example.com/behind-the-sofa");
    assertThat(checkpoint.size()).isEqualTo(20852163);
    assertThat(checkpoint.root().hex()).startsWith("0ac5186a9186");
    assertThat(checkpoint.extensions()).isEmpty();
    assertThat(checkpoint.text()).isEqualTo(note.text());
    assertThat(note.encoded()).isEqualTo(CHECKPOINT);
    // The cosignature's time, as the specification says it.
    String time = note.signatures().get(1).value().slice(0, 8).hex();
    assertThat(Long.parseLong(time, 16)).isEqualTo(1679315147);
    assertThat(note.signatures().get(1).value().length()).isEqualTo(8 + 64);
  }

  @Test
  void moreSignaturesCanBeAdded() throws MalformedLedgerException {
    SignedNote one = SignedNote.parse(POEM);
    List<NoteSignature> more = SignedNote.signatures(LINE + "\n");
    assertThat(one.with(more).encoded()).isEqualTo(POEM + LINE + "\n");
    assertThat(SignedNote.signatures("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "\n\n",
        "text",
        "text\n",
        "text\n\n",
        "text\n\n\n",
        "text\n\nLINE",
        "text\nLINE\n",
        "text\n\nLINE\n\n",
        "text\n\nLINE\nmore\n",
        "text\n\n LINE\n",
        "text\n\nLINE\r\n",
        "te\rxt\n\nLINE\n",
        "te\txt\n\nLINE\n",
        "te\0xt\n\nLINE\n",
        "text\n\nLINE\rLINE\n",
        "text\n\nLINE LINE\n",
        "text\n\n- example.com AAAAAAA=\n",
        "text\n\n—example.com AAAAAAA=\n",
        "text\n\n— example.com\n",
        "text\n\n—  AAAAAAA=\n",
        "text\n\n— exam+ple.com AAAAAAA=\n",
        "text\n\n— exam\u2003ple.com AAAAAAA=\n",
        "text\n\n— exam\u00a0ple.com AAAAAAA=\n",
        "text\n\n— example.com AAAAAA==\n",
        "text\n\n— example.com AAAAAAB=\n",
        "text\n\n— example.com AAAAAAA\n",
        "text\n\n— example.com AAAA_AAA\n",
        "text\n\n— example.com \n"
      })
  void whatIsNoNoteIsRefused(String note) {
    assertThatThrownBy(() -> SignedNote.parse(note.replace("LINE", LINE)))
        .isInstanceOf(MalformedLedgerException.class);
    assertThatThrownBy(() -> SignedNote.parse(Bytes.utf8(note.replace("LINE", LINE))))
        .isInstanceOf(MalformedLedgerException.class);
  }

  @Test
  void theBorderOfTheseRefusalsIsANote() throws MalformedLedgerException {
    assertThat(SignedNote.parse("text\n\n" + LINE + "\n").signatures()).hasSize(1);
    assertThat(SignedNote.parse("text\n\n— example.com AAAAAAA=\n").signatures()).hasSize(1);
  }

  @Test
  void bytesThatAreNotUtf8AreRefused() {
    assertThatThrownBy(() -> SignedNote.parse(Bytes.fromHex("ff0a0a")))
        .isInstanceOf(MalformedLedgerException.class);
    assertThatThrownBy(() -> SignedNote.parse(Bytes.zeros((1 << 20) + 1)))
        .isInstanceOf(MalformedLedgerException.class);
  }

  /// It would be signed as if a question mark stood there.
  @Test
  void halfOfASurrogatePairIsRefused() throws MalformedLedgerException {
    for (String half : List.of("\ud83d", "\ude00", "\ude00\ud83d")) {
      assertThatThrownBy(() -> SignedNote.parse("te" + half + "xt\n\n" + LINE + "\n"))
          .isInstanceOf(MalformedLedgerException.class);
    }
    SignedNote whole = SignedNote.parse("te\ud83d\ude00xt\n\n" + LINE + "\n");
    assertThat(whole.text()).isEqualTo("te\ud83d\ude00xt\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"LINE", "\nLINE\n", "LINE\r\n", "LINE\rLINE\n", "LINE\n\n", "LINE\n\nLINE\n"})
  void whatAreNoSignatureLinesAreRefused(String lines) {
    assertThatThrownBy(() -> SignedNote.signatures(lines.replace("LINE", LINE)))
        .isInstanceOf(MalformedLedgerException.class);
  }

  @Test
  void signaturesAreLimitedInNumber() throws MalformedLedgerException {
    String limit = (LINE + "\n").repeat(SignedNote.MAX_SIGNATURES);
    assertThat(SignedNote.parse("text\n\n" + limit).signatures())
        .hasSize(SignedNote.MAX_SIGNATURES);
    assertThatThrownBy(() -> SignedNote.parse("text\n\n" + limit + LINE + "\n"))
        .isInstanceOf(MalformedLedgerException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n",
        "o\n1\nROOT",
        "o\n1\n",
        "\n1\nROOT\n",
        "o\n01\nROOT\n",
        "o\n-1\nROOT\n",
        "o\n+1\nROOT\n",
        "o\n\nROOT\n",
        "o\n1 \nROOT\n",
        "o\n9223372036854775808\nROOT\n",
        "o\n١\nROOT\n",
        "o\n1\nAAAA\n",
        "o\n1\nROOT\n\n",
        "o\n1\nROOT\n\nx\n",
        "o\n1\nROOT\nx\n\n",
        "o\r\n1\nROOT\n",
        "o\n1\nROOT\r\n"
      })
  void whatIsNoCheckpointIsRefused(String text) {
    assertThatThrownBy(() -> Checkpoint.parse(text.replace("ROOT", root())))
        .isInstanceOf(MalformedLedgerException.class);
  }

  @Test
  void theBorderOfTheseRefusalsIsACheckpoint() throws MalformedLedgerException {
    Checkpoint checkpoint =
        Checkpoint.parse("o\n9223372036854775807\n" + root() + "\nfirst\nsecond\n");
    assertThat(checkpoint.size()).isEqualTo(Long.MAX_VALUE);
    assertThat(checkpoint.extensions()).containsExactly("first", "second");
    assertThat(Checkpoint.parse(checkpoint.text())).isEqualTo(checkpoint);
  }

  private static String root() {
    return StrictBase64.encode(Bytes.zeros(32));
  }
}
