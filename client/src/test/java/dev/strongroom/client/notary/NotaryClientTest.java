// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.notary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.notary.ScriptedNotary.Answered;
import dev.strongroom.client.notary.ScriptedNotary.Asked;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.EpochStatement;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.entry.ProofEntry.Attribution;
import dev.strongroom.ledger.entry.ProofTemplate;
import dev.strongroom.ledger.merkle.HashReader;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.merkle.Proofs;
import dev.strongroom.ledger.merkle.RangeProof;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.receipt.CompactReceipt;
import dev.strongroom.ledger.receipt.CompactReceipt.EpochReference;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.receipt.SignedCheckpoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// What the client does with answers that an honest notary seldom or never gives. With a real
/// notary it is tested in `integration`.
class NotaryClientTest {
  private static final Bytes DIGEST = Bytes.fromHex("ab".repeat(32));
  private static final Bytes OTHER = Bytes.fromHex("cd".repeat(32));
  private static final Instant TIME = Instant.parse("2026-11-21T18:00:00Z");
  private static final EpochEntry EPOCH = epoch("evidence");

  private static EpochEntry epoch(String evidence) {
    try {
      return EpochEntry.of(
          new EpochStatement(
              "example.com/log", Bytes.zeros(32), Bytes.zeros(32), 0, MerkleHash.EMPTY_ROOT),
          Bytes.utf8(evidence),
          TIME);
    } catch (MalformedLedgerException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The answer of a notary that has an epoch and nothing else before.
  private static String compact(List<Bytes> digests, Map<String, Object> said) {
    try {
      Map<String, Object> common = new HashMap<>(said);
      common.putAll(Map.of("kind", "proof", "algorithm", "sha-256", "time", TIME.toString()));
      ProofTemplate template = ProofTemplate.of(common);
      Bytes seed = Bytes.zeros(32);
      List<Bytes> hashes = new ArrayList<>(List.of(EPOCH.leaf().hash()));
      for (int i = 0; i < digests.size(); i++) {
        hashes.add(Leaf.committing(template.entry(digests.get(i)), Leaf.salt(seed, i)).hash());
      }
      HashReader<RuntimeException> reader = hashes(hashes);
      int size = hashes.size();
      String text =
          new Checkpoint("example.com/log", size, Proofs.root(size, reader), List.of()).text();
      SignedNote note =
          new SignedNote(text, List.of(new NoteSignature("example.com/log", 7, Bytes.zeros(64))));
      return new CompactReceipt(
              true,
              template,
              seed,
              1,
              RangeProof.make(1, size, size, reader).path(),
              SignedCheckpoint.of(note),
              EpochReference.to(EPOCH, Proofs.inclusion(0, size, reader).path()),
              Optional.empty(),
              List.of())
          .json();
    } catch (MalformedLedgerException e) {
      throw new IllegalStateException(e);
    }
  }

  private static HashReader<RuntimeException> hashes(List<Bytes> leaves) {
    return new HashReader<>() {
      @Override
      public Bytes read(int level, long index) {
        return level == 0
            ? leaves.get((int) index)
            : MerkleHash.node(read(level - 1, 2 * index), read(level - 1, 2 * index + 1));
      }
    };
  }

  private static List<Bytes> digests(Asked asked) {
    try {
      List<Bytes> digests = new ArrayList<>();
      for (JsonNode item : JsonNode.parse(asked.body()).member("digests").items()) {
        digests.add(Bytes.fromHex(item.text()));
      }
      return digests;
    } catch (MalformedJsonException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Function<Asked, Answered> answering(UnaryOperator<String> changed) {
    return asked ->
        asked.method().equals("POST")
            ? Answered.of(200, changed.apply(compact(digests(asked), Map.of())))
            : Answered.of(200, EPOCH.entry().text());
  }

  @Test
  void fetchesTheEpochOnce() throws Exception {
    try (ScriptedNotary notary = new ScriptedNotary(answering(same -> same))) {
      NotaryClient client = notary.client();
      Receipt receipt = client.prove(ProofRequest.of(List.of(DIGEST))).getFirst();
      assertThat(receipt.epoch().entry()).isEqualTo(EPOCH);
      assertThat(receipt.index()).isEqualTo(1);
      client.prove(ProofRequest.of(List.of(OTHER)));
      assertThat(notary.asked().stream().map(Asked::path))
          .containsExactly("/v1/proofs", "/v1/log/epochs/0", "/v1/proofs");
    }
  }

  @Test
  void splitsWhatIsTooLongForOneRequest() throws Exception {
    List<Bytes> digests = new ArrayList<>();
    for (int i = 0; i < 2 * NotaryClient.MOST_DIGESTS + 1; i++) {
      digests.add(Bytes.fromHex(String.format("%064x", i)));
    }
    try (ScriptedNotary notary = new ScriptedNotary(answering(same -> same))) {
      List<Receipt> receipts =
          notary
              .client()
              .prove(
                  new ProofRequest(
                      digests, Optional.empty(), new TreeMap<>(), Optional.of("mine")));
      for (int i = 0; i < digests.size(); i++) {
        assertThat(receipts.get(i).entry().text()).contains(digests.get(i).hex());
      }
      assertThat(notary.asked().stream().map(Asked::once).filter(once -> !once.isEmpty()))
          .containsExactly("mine/0", "mine/4096", "mine/8192");
    }
  }

  @Test
  void asksAgainWithTheSameKeyWhileTheNotaryIsBusy() throws Exception {
    List<Answered> first =
        new ArrayList<>(
            List.of(
                new Answered(503, "retry-after: 1\r\n", Answered.refusal(503, "busy").body()),
                Answered.refusal(503, "witnesses-missing")));
    Function<Asked, Answered> then = answering(same -> same);
    try (ScriptedNotary notary =
        new ScriptedNotary(asked -> first.isEmpty() ? then.apply(asked) : first.removeFirst())) {
      assertThat(notary.client().prove(ProofRequest.of(List.of(DIGEST)))).hasSize(1);
      Set<String> keys = new HashSet<>();
      notary.asked().subList(0, 3).forEach(asked -> keys.add(asked.once()));
      assertThat(keys).hasSize(1).doesNotContain("");
    }
  }

  @Test
  void givesUpInTheEndAndSaysWhy() throws Exception {
    try (ScriptedNotary notary =
        new ScriptedNotary(_ -> Answered.refusal(503, "witnesses-missing"))) {
      assertThatThrownBy(() -> notary.client().prove(ProofRequest.of(List.of(DIGEST))))
          .isInstanceOfSatisfying(
              NotaryRefusedException.class,
              e -> {
                assertThat(e.code()).isEqualTo("witnesses-missing");
                assertThat(e.passing()).isTrue();
              });
      assertThat(notary.asked()).hasSize(4);
    }
  }

  @Test
  void doesNotRepeatWhatCannotHelp() throws Exception {
    try (ScriptedNotary notary = new ScriptedNotary(_ -> Answered.refusal(507, "disk-full"))) {
      assertThatThrownBy(() -> notary.client().prove(ProofRequest.of(List.of(DIGEST))))
          .isInstanceOfSatisfying(
              NotaryRefusedException.class, e -> assertThat(e.code()).isEqualTo("disk-full"));
      assertThat(notary.asked()).hasSize(1);
    }
    try (ScriptedNotary notary = new ScriptedNotary(_ -> Answered.of(500, "<html>"))) {
      assertThatThrownBy(() -> notary.client().prove(ProofRequest.of(List.of(DIGEST))))
          .isInstanceOfSatisfying(
              NotaryRefusedException.class, e -> assertThat(e.code()).isEqualTo("unknown"));
    }
  }

  private static void assertUnusable(Function<Asked, Answered> script, String why)
      throws Exception {
    try (ScriptedNotary notary = new ScriptedNotary(script)) {
      assertThatThrownBy(() -> notary.client().prove(ProofRequest.of(List.of(DIGEST))))
          .isInstanceOf(UnusableAnswerException.class)
          .hasMessageContaining(why);
    }
  }

  @Test
  void refusesAnswersAboutSomethingElse() throws Exception {
    assertUnusable(
        asked ->
            asked.method().equals("POST")
                ? Answered.of(200, compact(List.of(OTHER), Map.of()))
                : Answered.of(200, EPOCH.entry().text()),
        "aren't in the checkpoint's tree");
    assertUnusable(
        asked ->
            asked.method().equals("POST")
                ? Answered.of(200, compact(List.of(DIGEST, OTHER), Map.of()))
                : Answered.of(200, EPOCH.entry().text()),
        "compact receipt");
    assertUnusable(answering(json -> json.substring(1)), "");
    assertUnusable(answering(json -> json.replace("\"start\":1", "\"start\":0")), "");
    assertUnusable(
        asked ->
            asked.method().equals("POST")
                ? Answered.of(200, compact(digests(asked), Map.of()))
                : Answered.of(200, epoch("other").entry().text()),
        "isn't the one that is referred to");
  }

  @Test
  void refusesWordsThatNobodySaid() throws Exception {
    Map<String, Object> mine = Map.of("metadata", Map.of("case", "7"));
    assertUnusable(
        asked ->
            asked.method().equals("POST")
                ? Answered.of(200, compact(digests(asked), mine))
                : Answered.of(200, EPOCH.entry().text()),
        "another metadata");
    ProofRequest signed =
        new ProofRequest(
            List.of(DIGEST),
            Optional.of(new Attribution(Optional.of("me"), Optional.empty(), Optional.empty())),
            new TreeMap<>(Map.of("case", "7")),
            Optional.empty());
    try (ScriptedNotary notary =
        new ScriptedNotary(asked ->
            asked.method().equals("POST")
                ? Answered.of(200, compact(digests(asked), mine))
                : Answered.of(200, EPOCH.entry().text()))) {
      assertThatThrownBy(() -> notary.client().prove(signed))
          .isInstanceOf(UnusableAnswerException.class)
          .hasMessageContaining("left out the attribution");
    }
    try (ScriptedNotary notary =
        new ScriptedNotary(asked ->
            asked.method().equals("POST")
                ? Answered.of(
                    200,
                    compact(
                        digests(asked),
                        Map.of(
                            "metadata", Map.of("case", "7"), "attribution", Map.of("name", "me"))))
                : Answered.of(200, EPOCH.entry().text()))) {
      assertThat(notary.client().prove(signed)).hasSize(1);
    }
  }

  @Test
  void findsNothingAndRefusesReceiptsOfOthers() throws Exception {
    try (ScriptedNotary notary = new ScriptedNotary(_ -> Answered.refusal(404, "unknown-digest"))) {
      assertThat(notary.client().receipts(DIGEST)).isEmpty();
    }
    String receipt;
    try (ScriptedNotary notary = new ScriptedNotary(answering(same -> same))) {
      receipt = notary.client().prove(ProofRequest.of(List.of(OTHER))).getFirst().json();
    }
    try (ScriptedNotary notary =
        new ScriptedNotary(_ -> Answered.of(200, "{\"receipts\":[" + receipt + "]}"))) {
      assertThat(notary.client().receipts(OTHER)).hasSize(1);
      assertThatThrownBy(() -> notary.client().receipts(DIGEST))
          .isInstanceOf(UnusableAnswerException.class);
    }
  }

  @Test
  void doesNotSendWhatCannotBeARequest() {
    assertThatThrownBy(() -> ProofRequest.of(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ProofRequest.of(List.of(Bytes.zeros(31))))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            new ProofRequest(
                List.of(DIGEST), Optional.empty(), new TreeMap<>(), Optional.of("two words")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() ->
            new ProofRequest(
                List.of(DIGEST),
                Optional.empty(),
                new TreeMap<>(Map.of("half", "\ud800")),
                Optional.empty()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
