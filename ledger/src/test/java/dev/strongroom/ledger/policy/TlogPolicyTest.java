// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.TestSigner;
import dev.strongroom.ledger.note.VerifierKey;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TlogPolicyTest {
  private static final VerifierKey LOG = TestSigner.create("log.example", KeyType.ED25519).key();
  private static final VerifierKey LOG_2 =
      TestSigner.create("log2.example", KeyType.COSIGNATURE_ML_DSA_44).key();
  private static final List<VerifierKey> KEYS =
      IntStream.range(0, 6)
          .mapToObj(i ->
              TestSigner.create(
                      "w" + i, i == 5 ? KeyType.COSIGNATURE_ML_DSA_44 : KeyType.COSIGNATURE_ED25519)
                  .key())
          .toList();

  /// The example of C2SP tlog-policy.
  private static final String EXAMPLE =
      """
      log LOG

      witness X1 K0
      witness X2 K1
      witness X3 K2
      group X-witnesses 2 X1 X2 X3

      witness Y1 K3
      witness Y2 K4
      witness Y3 K5
      group Y-witnesses any Y1 Y2 Y3

      group X-and-Y all X-witnesses Y-witnesses
      quorum X-and-Y
      """;

  @Test
  void theSpecificationsExampleNeedsTwoOfXAndOneOfY() throws MalformedLedgerException {
    TlogPolicy policy = parse(EXAMPLE);
    assertThat(policy.logs()).extracting(TlogPolicy.Log::key).containsExactly(LOG);
    assertThat(policy.witnesses()).extracting(TlogPolicy.Witness::key).isEqualTo(KEYS);
    assertThat(policy.groups()).hasSize(3);
    assertThat(policy.quorum()).contains("X-and-Y");
    for (int set = 0; set < 64; set++) {
      Set<VerifierKey> cosigned = new HashSet<>();
      for (int i = 0; i < 6; i++) {
        if ((set >> i & 1) == 1) {
          cosigned.add(KEYS.get(i));
        }
      }
      boolean enough = Integer.bitCount(set & 7) >= 2 && (set & 56) != 0;
      assertThat(policy.satisfiedBy(cosigned)).as("set %d", set).isEqualTo(enough);
    }
  }

  @Test
  void strangersAndLogsCountForNothing() throws MalformedLedgerException {
    TlogPolicy policy = parse("witness a K0\nlog LOG\nquorum a\n");
    VerifierKey renamed =
        new VerifierKey("other", KeyType.COSIGNATURE_ED25519, KEYS.getFirst().publicKey());
    assertThat(policy.satisfiedBy(List.of(LOG, LOG_2, KEYS.get(1), renamed))).isFalse();
    assertThat(policy.satisfiedBy(List.of(KEYS.getFirst()))).isTrue();
  }

  @Test
  void aQuorumMayNeedNobody() throws MalformedLedgerException {
    TlogPolicy policy = parse("quorum none\n");
    assertThat(policy.satisfiedBy(List.of())).isTrue();
    assertThat(policy.quorum()).isEmpty();
    assertThat(policy.logs()).isEmpty();
  }

  @Test
  void spaceCommentsAndUrlsAreRead() throws MalformedLedgerException {
    TlogPolicy policy =
        parse(
            """

             \t
            # comment
            \t # Kommentar: größer
             \tlog\tLOG2 \t https://log.example/ä\t
            witness ä K0 https://w.example
            witness # K1
            quorum ä
            """);
    assertThat(policy.logs().getFirst().url()).contains("https://log.example/ä");
    assertThat(policy.logs().getFirst().key()).isEqualTo(LOG_2);
    assertThat(policy.witnesses().getFirst().url()).contains("https://w.example");
    assertThat(policy.witnesses().get(1).name()).isEqualTo("#");
    assertThat(policy.quorum()).contains("ä");
  }

  /// Names are octets: the letter K and the Kelvin sign are two.
  @Test
  void namesThatLookAlikeAreTwo() throws MalformedLedgerException {
    TlogPolicy policy = parse("witness K K0\nwitness \u212a K1\ngroup g all K \u212a\nquorum g\n");
    assertThat(policy.satisfiedBy(List.of(KEYS.get(0)))).isFalse();
    assertThat(policy.satisfiedBy(List.of(KEYS.get(0), KEYS.get(1)))).isTrue();
  }

  @Test
  void octetsThatAreNoUtf8MayStandInComments() throws MalformedLedgerException {
    byte[] file = "# \u00ff\nquorum none\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThat(TlogPolicy.parse(Bytes.copyOf(file)).quorum()).isEmpty();
    byte[] name = "witness \u00ff K0\nquorum none\n".getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> TlogPolicy.parse(Bytes.copyOf(name)))
        .isInstanceOf(MalformedLedgerException.class)
        .hasMessageStartingWith("line 1 of the policy: ");
  }

  @ParameterizedTest
  @MethodSource
  void whatIsNoPolicyIsRefused(String problem, String text) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(MalformedLedgerException.class)
        .hasMessageContaining(problem);
  }

  static Stream<Arguments> whatIsNoPolicyIsRefused() {
    return Stream.of(
            "no quorum|",
            "no quorum|log LOG\n",
            "no line feed|quorum none",
            "line 2 of the policy: a second quorum|quorum none\nquorum none\n",
            "line 1 of the policy: 0 words|quorum\n",
            "2 words|quorum none none\n",
            "line 1 of the policy: a control|quorum none\r\n",
            "a control|quorum\u000bnone\n",
            "a control|# \u007f\nquorum none\n",
            "neither|Quorum none\n",
            "neither|logs LOG\nquorum none\n",
            "isn't defined|quorum a\n",
            "isn't defined|quorum a\nwitness a K0\n",
            "isn't defined|group g any a\nwitness a K0\nquorum g\n",
            "isn't defined|group g any g\nquorum g\n",
            "isn't defined|witness a K0\ngroup g any none\nquorum g\n",
            "a member already|witness a K0\ngroup g any a a\nquorum g\n",
            "a member already|witness a K0\ngroup g any a\ngroup h any a\nquorum g\n",
            "is defined already|witness a K0\nwitness a K1\nquorum a\n",
            "is defined already|witness a K0\nwitness b K1\ngroup a any b\nquorum a\n",
            "can't be defined|witness none K0\nquorum none\n",
            "can't be defined|witness a K0\ngroup none any a\nquorum none\n",
            "line 3 of the policy: a witness whose key|\nwitness a K0\nwitness b K0\nquorum a\n",
            "a witness whose key|witness a K0\nwitness b RENAMED\nquorum a\n",
            "a log whose key|log LOG\nlog LOG\nquorum none\n",
            "isn't one of logs|log K0\nquorum none\n",
            "isn't one of witnesses|witness a LOG\nquorum none\n",
            "NAME+ID+KEY|witness a K\nquorum none\n",
            "1 words|witness K0\nquorum none\n",
            "4 words|witness a K0 url more\nquorum none\n",
            "3 words|log LOG url more\nquorum none\n",
            "2 words|witness a K0\ngroup g any\nquorum g\n",
            "a threshold is|witness a K0\ngroup g 0 a\nquorum g\n",
            "a threshold is|witness a K0\ngroup g 01 a\nquorum g\n",
            "a threshold is|witness a K0\ngroup g +1 a\nquorum g\n",
            "a threshold is|witness a K0\ngroup g ALL a\nquorum g\n",
            "a threshold of 2|witness a K0\ngroup g 2 a\nquorum g\n")
        .map(row -> {
          int bar = row.indexOf('|');
          return Arguments.of(row.substring(0, bar), row.substring(bar + 1));
        });
  }

  @Test
  void aLongChainOfGroupsIsJudged() throws MalformedLedgerException {
    StringBuilder text = new StringBuilder("witness g0 K0\n");
    for (int i = 1; i <= 1024; i++) {
      text.append("group g").append(i).append(" all g").append(i - 1).append('\n');
    }
    TlogPolicy policy = parse(text + "quorum g1024\n");
    assertThat(policy.satisfiedBy(List.of(KEYS.getFirst()))).isTrue();
    assertThat(policy.satisfiedBy(List.of())).isFalse();
    assertThatThrownBy(() -> parse(text + "group h any g1024\nquorum h\n"))
        .hasMessageContaining("more than 1024");
  }

  private static TlogPolicy parse(String text) throws MalformedLedgerException {
    String filled =
        text.replace("LOG2", LOG_2.text())
            .replace("LOG", LOG.text())
            .replace(
                "RENAMED",
                new VerifierKey("x", KeyType.COSIGNATURE_ED25519, KEYS.getFirst().publicKey())
                    .text());
    for (int i = 0; i < KEYS.size(); i++) {
      filled = filled.replace(" K" + i, " " + KEYS.get(i).text());
    }
    return TlogPolicy.parse(Bytes.utf8(filled));
  }
}
