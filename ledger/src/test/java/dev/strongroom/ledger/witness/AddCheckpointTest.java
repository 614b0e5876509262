// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.StrictBase64;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AddCheckpointTest {
  /// The example of C2SP tlog-witness.
  private static final String BODY =
      """
      old 20852014
      PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
      jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
      5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
      /6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

      example.com/behind-the-sofa
      20852163
      CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

      — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
      — example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=
      """;

  private static final String HASH = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n";
  private static final String NOTE = BODY.substring(BODY.indexOf("\n\n") + 2);

  @Test
  void theSpecificationsExampleIsReadAndWritten() throws MalformedLedgerException {
    AddCheckpoint request = AddCheckpoint.parse(BODY);
    assertThat(request.proof().from()).isEqualTo(20852014);
    assertThat(request.proof().to()).isEqualTo(20852163);
    assertThat(request.proof().path()).hasSize(4);
    assertThat(request.checkpoint().origin()).isEqualTo("example.com/behind-the-sofa");
    assertThat(request.note().signatures()).hasSize(2);
    assertThat(request.encoded()).isEqualTo(BODY);
    assertThat(AddCheckpoint.of(request.note(), request.proof())).isEqualTo(request);
  }

  @Test
  void theFirstRequestHasNoHashes() throws MalformedLedgerException {
    AddCheckpoint request = AddCheckpoint.parse("old 0\n\n" + NOTE);
    assertThat(request.proof().path()).isEmpty();
    assertThat(request.encoded()).isEqualTo("old 0\n\n" + NOTE);
    assertThat(AddCheckpoint.parse("old 1\n" + HASH.repeat(63) + "\n" + NOTE).proof().path())
        .hasSize(63);
  }

  @ParameterizedTest
  @MethodSource
  void whatIsNoRequestIsRefused(String body) {
    assertThatThrownBy(() -> AddCheckpoint.parse(body))
        .isInstanceOf(MalformedLedgerException.class);
  }

  static Stream<String> whatIsNoRequestIsRefused() {
    return Stream.of(
        "",
        "old 1",
        "old 1\n",
        "old 1\n\n",
        NOTE,
        "\n" + BODY,
        "old \n\n" + NOTE,
        "old 01\n\n" + NOTE,
        "old -1\n\n" + NOTE,
        "old 1 \n\n" + NOTE,
        "old  1\n\n" + NOTE,
        "old 1\r\n\n" + NOTE,
        "old 1\r" + HASH + "\n" + NOTE,
        "old 1\n" + HASH.replace("\n", "\r") + HASH + "\n" + NOTE,
        "old 9223372036854775808\n\n" + NOTE,
        "Old 1\n\n" + NOTE,
        "old 1\n" + HASH + HASH.substring(1) + "\n" + NOTE,
        "old 1\n" + StrictBase64.encode(Bytes.zeros(31)) + "\n\n" + NOTE,
        "old 1\n" + HASH.repeat(64) + "\n" + NOTE,
        "old 1\n\n" + NOTE.substring(0, NOTE.indexOf("\n\n") + 1),
        "old 1\n\nno checkpoint\n\n" + NOTE.substring(NOTE.indexOf("\n\n") + 2),
        BODY.substring(0, BODY.length() - 1),
        BODY + "\n",
        BODY + "more\n");
  }

  /// But behind its first signature, where it is a whole request.
  @Test
  void aRequestCutShortIsRefused() throws MalformedLedgerException {
    int first = BODY.lastIndexOf("— ");
    for (int length = 0; length < BODY.length(); length++) {
      String body = BODY.substring(0, length);
      if (length == first) {
        assertThat(AddCheckpoint.parse(body).note().signatures()).hasSize(1);
      } else {
        assertThatThrownBy(() -> AddCheckpoint.parse(body))
            .as("%d characters", length)
            .isInstanceOf(MalformedLedgerException.class);
      }
    }
  }
}
