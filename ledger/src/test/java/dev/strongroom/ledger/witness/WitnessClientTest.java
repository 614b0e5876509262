// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.merkle.ConsistencyProof;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WitnessClientTest {
  private static final Instant T = Instant.parse("2026-03-01T12:00:00Z");
  private static final TestWitness LOG = TestWitness.ed25519("log.example", KeyType.ED25519);
  private static final TestWitness ONE =
      TestWitness.ed25519("one.example", KeyType.COSIGNATURE_ED25519);
  private static final TestWitness QUANTUM = TestWitness.mlDsa("one.example");
  private static final TestWitness TWO =
      TestWitness.ed25519("two.example", KeyType.COSIGNATURE_ED25519);
  private static final Bytes ROOT = MerkleHash.leaf(Bytes.utf8("leaf"));
  private static final String TEXT = new Checkpoint("log.example", 8, ROOT, List.of()).text();
  private static final WitnessClient CLIENT = new WitnessClient(List.of(ONE.key(), QUANTUM.key()));

  private static AddCheckpoint from(long old) throws MalformedLedgerException {
    return AddCheckpoint.of(
        new SignedNote(TEXT, List.of(LOG.sign(TEXT))),
        new ConsistencyProof(old, 8, old == 4 ? List.of(ROOT) : List.of()));
  }

  private static WitnessAnswer read(long old, int status, String body)
      throws MalformedLedgerException {
    return CLIENT.read(from(old), status, Bytes.utf8(body));
  }

  @Test
  void sendsWhatTheProtocolSays() throws MalformedLedgerException {
    String body = WitnessClient.body(from(4)).asUtf8();
    assertThat(body).startsWith("old 4\n").contains("\n\nlog.example\n8\n");
    assertThat(AddCheckpoint.parse(body)).isEqualTo(from(4));
  }

  @Test
  void takesCosignaturesOfKnownKeys() throws MalformedLedgerException {
    NoteSignature first = ONE.cosign(TEXT, T);
    NoteSignature second = QUANTUM.cosign(TEXT, T.plusSeconds(1));
    NoteSignature stranger = TWO.cosign(TEXT, T);
    WitnessAnswer answer = read(4, 200, stranger.line() + first.line() + second.line());
    assertThat(answer)
        .isEqualTo(
            new WitnessAnswer.Cosigned(
                List.of(
                    new WitnessAnswer.Line(ONE.key(), first, Optional.of(T)),
                    new WitnessAnswer.Line(QUANTUM.key(), second, Optional.of(T.plusSeconds(1))))));
    assertThat(((WitnessAnswer.Cosigned) answer).signatures()).containsExactly(first, second);
  }

  @Test
  void refusesAnswersWithoutAGoodCosignature() throws MalformedLedgerException {
    String other = new Checkpoint("log.example", 9, ROOT, List.of()).text();
    for (String body :
        List.of(
            "",
            "\n",
            "8\n",
            TWO.cosign(TEXT, T).line(),
            ONE.cosign(other, T).line(),
            ONE.cosign(TEXT, T).line() + ONE.cosign(other, T).line(),
            ONE.cosign(TEXT, T).line() + "\n",
            ONE.cosign(TEXT, T).line().strip(),
            ONE.cosign(TEXT, T).line().repeat(65),
            // The log's own signature isn't one of the witness.
            LOG.sign(TEXT).line())) {
      assertThat(read(4, 200, body)).as(body).isInstanceOf(WitnessAnswer.Malformed.class);
    }
    Bytes notText = Bytes.fromHex("ff0a");
    assertThat(CLIENT.read(from(4), 200, notText)).isInstanceOf(WitnessAnswer.Malformed.class);
    Bytes huge = Bytes.zeros(WitnessClient.MAX_ANSWER + 1);
    assertThat(CLIENT.read(from(4), 500, huge)).isInstanceOf(WitnessAnswer.Malformed.class);
  }

  @Test
  void tellsConflictsApart() throws MalformedLedgerException {
    assertThat(read(4, 409, "0\n")).isEqualTo(new WitnessAnswer.Behind(0));
    assertThat(read(4, 409, "6\n")).isEqualTo(new WitnessAnswer.Behind(6));
    assertThat(read(4, 409, "8\n")).isEqualTo(new WitnessAnswer.Behind(8));
    assertThat(read(4, 409, "9\n")).isEqualTo(new WitnessAnswer.Ahead(9));
    assertThat(read(8, 409, "9\n")).isEqualTo(new WitnessAnswer.Ahead(9));
    assertThat(read(8, 409, "8\n")).isEqualTo(new WitnessAnswer.Forked(8));
    assertThat(read(4, 409, "4\n")).isInstanceOf(WitnessAnswer.Malformed.class);
    for (String body : List.of("", "4", "04\n", "-1\n", "9223372036854775808\n", "4\n\n", "four")) {
      assertThat(read(4, 409, body)).as(body).isInstanceOf(WitnessAnswer.Malformed.class);
    }
  }

  @Test
  void saysWhyItWasRefused() throws MalformedLedgerException {
    assertThat(read(4, 403, "no good\u0007 signature\nmore"))
        .isEqualTo(new WitnessAnswer.Refused(403, "no good? signature"));
    assertThat(read(4, 503, "")).isEqualTo(new WitnessAnswer.Refused(503, ""));
    for (int status : new int[] {-1, 0, 100, 204, 301, 600}) {
      assertThat(read(4, status, "")).isInstanceOf(WitnessAnswer.Malformed.class);
    }
  }

  @Test
  void needsKeysOfAWitness() {
    assertThatThrownBy(() -> new WitnessClient(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new WitnessClient(List.of(LOG.key())))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
