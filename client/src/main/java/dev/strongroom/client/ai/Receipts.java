// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.message.Field;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.inference.InferenceStatement;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/// Asks for receipts, and fetches them once answers have ended.
final class Receipts implements AutoCloseable {
  /// Asks for one; the value is a salt of 32 bytes in base64url without padding.
  static final String ASKING = "strongroom-receipt";

  /// What the gateway calls a request.
  static final String NAMING = "strongroom-request-id";

  /// What models answer.
  private static final Set<String> ANSWERED =
      Set.of(
          "/v1/chat/completions",
          "/v1/completions",
          "/v1/responses",
          "/v1/embeddings",
          "/v1/audio/transcriptions",
          "/v1/messages");

  private static final int SALT = 32;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int ATTEMPTS = 8;
  private static final int MOST = 4 << 20;
  private static final int MOST_HOPS = 8;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private final ReceiptKeeper keeper;
  private final SecureRandom random;
  private final InstantSource clock;
  private final Carrier carrier;
  private final ExecutorService fetching = Executors.newVirtualThreadPerTaskExecutor();

  Receipts(ReceiptKeeper keeper, SecureRandom random, InstantSource clock, Carrier carrier) {
    this.keeper = keeper;
    this.random = random;
    this.clock = clock;
    this.carrier = carrier;
  }

  /// A salt for a request, unless none is due: only what models answer is entered.
  Optional<Bytes> salt(ModelRequest request) {
    if (!request.method().equals("POST")
        || !ANSWERED.contains(request.path())
        || request.field(ASKING).isPresent()) {
      return Optional.empty();
    }
    byte[] salt = new byte[SALT];
    random.nextBytes(salt);
    return Optional.of(Bytes.copyOf(salt));
  }

  static Field asking(Bytes salt) {
    return new Field(
        ASKING, Base64.getUrlEncoder().withoutPadding().encodeToString(salt.toByteArray()));
  }

  /// Keeps an answer while it is read.
  ModelAnswer kept(ModelRequest request, Bytes salt, ModelAnswer answer) throws IOException {
    Optional<String> id = answer.field(NAMING).filter(ID.asMatchPredicate());
    ReceiptKeeper.Kept kept =
        keeper.begin(
            new AskedReceipt(id, salt, request, answer.status(), clock.instant(), answer.by()));
    return answer.withBody(new KeptBody(answer.body(), kept, () -> fetch(id, kept)));
  }

  private void fetch(Optional<String> id, ReceiptKeeper.Kept kept) {
    fetching.execute(() -> {
      try {
        if (id.isEmpty()) {
          kept.withoutReceipt(0, "the gateway gave the request no name");
        } else {
          all(id.get(), kept);
        }
      } catch (IOException e) {
        // The keeper can't keep it; what it has of the answer itself was kept before.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    });
  }

  /// The gateway's, and then those that each one names.
  private void all(String id, ReceiptKeeper.Kept kept) throws IOException, InterruptedException {
    for (int hop = 0; hop <= MOST_HOPS; hop++) {
      Fetched fetched = fetch("/v1/receipts/" + id + (hop == 0 ? "" : "/hops/" + hop));
      if (fetched.receipt().isEmpty()) {
        kept.withoutReceipt(hop, fetched.why());
        return;
      }
      kept.receipt(hop, fetched.receipt().get());
      if (!namesAnother(fetched.receipt().get())) {
        return;
      }
    }
  }

  private static boolean namesAnother(String receipt) {
    try {
      return InferenceStatement.parse(Receipt.parse(receipt).entry())
          .backend()
          .receipt()
          .isPresent();
    } catch (MalformedLedgerException e) {
      // It is kept as it is, and nothing follows from it.
      return false;
    }
  }

  /// @param receipt empty if there is none
  /// @param why there is none
  private record Fetched(Optional<String> receipt, String why) {}

  private Fetched fetch(String target) throws InterruptedException {
    String why = "";
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Thread.sleep(attempt == 0 ? Duration.ZERO : FIRST_PAUSE.multipliedBy(1L << attempt));
      try (ModelAnswer answer = carrier.send(ModelRequest.get(target));
          InputStream body = new NamedFailures(answer.body())) {
        String text = new String(body.readNBytes(MOST), StandardCharsets.UTF_8);
        if (answer.status() == OK && body.read() < 0) {
          return new Fetched(Optional.of(text), "");
        }
        why = "status " + answer.status();
        if (answer.status() != NOT_FOUND && answer.status() < 500) {
          break;
        }
      } catch (IOException e) {
        why = String.valueOf(e.getMessage());
      }
    }
    return new Fetched(Optional.empty(), why);
  }

  /// Waits for receipts that are being fetched.
  @Override
  public void close() {
    fetching.close();
  }
}
