// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.notary;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.AttestationRefusedException;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.client.log.HttpLog;
import dev.strongroom.client.log.LogReader;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.ProofEntry;
import dev.strongroom.ledger.entry.ProofTemplate;
import dev.strongroom.ledger.receipt.CompactReceipt;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A notary over the attested channel. What it hands out stands alone: each receipt has the epoch's
/// evidence in it, fetched once. That the receipts are about the digests that were asked for is
/// checked, as is their way to the checkpoint's root; signatures and evidence aren't, see
/// `dev.strongroom.ledger.verification`. Thread-safe.
public final class NotaryClient {
  /// The most digests that one request to the notary has; more are split.
  public static final int MOST_DIGESTS = 4096;

  private static final String PROOFS = "v1/proofs";
  private static final int OK = 200;
  private static final int ONCE = 16;
  private static final int MAX_RECEIPTS = 4 << 20;

  private final NotaryRequests requests;
  private final KnownEpochs epochs;
  private final LogReader log;
  private final SecureRandom random;

  private NotaryClient(NotaryRequests requests, LogReader log, SecureRandom random) {
    this.requests = requests;
    this.log = log;
    this.random = random;
    this.epochs = new KnownEpochs(requests);
  }

  /// A client of the notary at `server`, whose answers are waited for as [Patience#ordinary] says.
  ///
  /// @param http judges the enclave
  /// @param server such as `https://localhost:8443/`
  /// @param random for idempotency keys
  public static NotaryClient of(AttestedHttpClient http, URI server, SecureRandom random) {
    return of(http, server, random, Patience.ordinary());
  }

  /// A client of the notary at `server`.
  ///
  /// @param http judges the enclave
  /// @param server such as `https://localhost:8443/`
  /// @param random for idempotency keys
  /// @param patience how often a request is repeated
  public static NotaryClient of(
      AttestedHttpClient http, URI server, SecureRandom random, Patience patience) {
    return new NotaryClient(
        new NotaryRequests(http, server, patience),
        new LogReader(HttpLog.attested(http, server.resolve("/v1/log/"))),
        random);
  }

  /// The log itself, as everybody may read it.
  public LogReader log() {
    return log;
  }

  /// Has digests entered, and waits for their receipts. More than [#MOST_DIGESTS] go in several
  /// requests, one after the other; if one of them fails, those before were entered: whoever named
  /// an idempotency key asks again with it and loses nothing.
  ///
  /// @return one for each digest, in their order
  /// @throws NotaryRefusedException if the notary has none to give, also after some repetitions
  /// @throws UnusableAnswerException if the answer is about something else
  /// @throws AttestationRefusedException if the enclave was refused; no digest was sent to it
  /// @throws IOException if the connection fails. The digests may have been entered: ask again with
  ///   the same idempotency key
  public List<Receipt> prove(ProofRequest request)
      throws IOException, InterruptedException, NotaryRefusedException, UnusableAnswerException {
    String once = request.once().orElseGet(this::newOnce);
    List<Receipt> receipts = new ArrayList<>(request.digests().size());
    for (int from = 0; from < request.digests().size(); from += MOST_DIGESTS) {
      int to = Math.min(from + MOST_DIGESTS, request.digests().size());
      // The number is there even for one part: a longer request must not share its first part.
      receipts.addAll(part(request.digests().subList(from, to), request.said(), once + "/" + from));
    }
    return List.copyOf(receipts);
  }

  private String newOnce() {
    byte[] key = new byte[ONCE];
    random.nextBytes(key);
    return Bytes.copyOf(key).hex();
  }

  private List<Receipt> part(List<Bytes> digests, Map<String, Object> said, String once)
      throws IOException, InterruptedException, NotaryRefusedException, UnusableAnswerException {
    Map<String, Object> body = new LinkedHashMap<>(said);
    body.put("digests", digests.stream().map(Bytes::hex).toList());
    NotaryRequests.Answer answer = requests.post(PROOFS, body, once, CompactReceipt.MAX_LENGTH);
    if (answer.status() != OK) {
      throw answer.refusal();
    }
    try {
      CompactReceipt compact = CompactReceipt.parse(answer.text());
      checkSaid(compact.entry(), said);
      return compact.expand(digests, epochs.of(compact.epoch()));
    } catch (MalformedLedgerException e) {
      throw new UnusableAnswerException(e.getMessage(), e);
    }
  }

  /// Else a notary could enter words that nobody said.
  private static void checkSaid(ProofTemplate entry, Map<String, Object> said)
      throws UnusableAnswerException {
    try {
      for (String name : entry.common().names()) {
        if (!Set.of("kind", "time", "algorithm", "notBefore").contains(name)
            && !entry.common().member(name).value().equals(said.get(name))) {
          throw new UnusableAnswerException("the notary entered another " + name);
        }
      }
      for (String name : said.keySet()) {
        if (entry.common().optional(name).isEmpty()) {
          throw new UnusableAnswerException("the notary left out the " + name);
        }
      }
    } catch (MalformedJsonException e) {
      throw new UnusableAnswerException(e.getMessage(), e);
    }
  }

  /// Receipts of the entries about a digest, whoever had it entered: the latest first, at most 20;
  /// none if it wasn't entered.
  ///
  /// @throws NotaryRefusedException if the notary can't say
  /// @throws UnusableAnswerException if the answer is about something else
  public List<Receipt> receipts(Bytes digest)
      throws IOException, InterruptedException, NotaryRefusedException, UnusableAnswerException {
    NotaryRequests.Answer answer = requests.get(PROOFS + "/" + digest.hex(), MAX_RECEIPTS);
    if (answer.status() != OK) {
      NotaryRefusedException refusal = answer.refusal();
      if (refusal.code().equals("unknown-digest")) {
        return List.of();
      }
      throw refusal;
    }
    try {
      JsonNode node = JsonNode.parse(answer.text());
      List<Receipt> receipts = new ArrayList<>();
      for (JsonNode item : node.member("receipts").items()) {
        Receipt receipt = Receipt.parse(CanonicalJson.text(item.value()));
        if (!ProofEntry.parse(receipt.entry()).digest().equals(digest)) {
          throw new UnusableAnswerException("a receipt of another digest");
        }
        receipts.add(receipt);
      }
      return List.copyOf(receipts);
    } catch (MalformedJsonException | MalformedLedgerException e) {
      throw new UnusableAnswerException("the receipts: " + e.getMessage(), e);
    }
  }

  /// The entry with which an epoch began.
  ///
  /// @param index of its leaf
  /// @throws NotaryRefusedException if none began there
  /// @throws UnusableAnswerException if the answer isn't an epoch's entry
  public EpochEntry epoch(long index)
      throws IOException, InterruptedException, NotaryRefusedException, UnusableAnswerException {
    return epochs.fetch(index);
  }

  /// The interface's description, OpenAPI 3.1 in YAML.
  ///
  /// @throws NotaryRefusedException if there is none
  public String openApi() throws IOException, InterruptedException, NotaryRefusedException {
    NotaryRequests.Answer answer = requests.get("v1/openapi.yaml", MAX_RECEIPTS);
    if (answer.status() != OK) {
      throw answer.refusal();
    }
    return answer.text();
  }

  /// Reads an entry as the notary answers it.
  static Entry entry(String json) throws UnusableAnswerException {
    try {
      return Entry.parse(Bytes.utf8(json));
    } catch (MalformedLedgerException e) {
      throw new UnusableAnswerException(e.getMessage(), e);
    }
  }
}
