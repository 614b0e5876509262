// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.cosign;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.notary.NotarySettings;
import dev.strongroom.enclave.notary.tree.LogTree;
import dev.strongroom.enclave.runtime.egress.Egress;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.witness.AddCheckpoint;
import dev.strongroom.ledger.witness.WitnessAnswer;
import dev.strongroom.ledger.witness.WitnessClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The way to one witness. Used by one thread at a time.
final class WitnessLink implements AutoCloseable {
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  /// A witness may stand elsewhere than it was left, and is asked again from there.
  private static final int TRIES = 3;

  private final NotarySettings.Witness witness;
  private final WitnessClient client;
  private final HttpClient http;
  private final URI uri;
  private final String logKey;
  private long seen;

  private WitnessLink(NotarySettings.Witness witness, HttpClient http, URI uri, VerifierKey log) {
    this.witness = witness;
    this.client = new WitnessClient(witness.keys());
    this.http = http;
    this.uri = uri;
    this.logKey = log.text();
  }

  /// The way to a witness. What it says is signed, so plain HTTP will do; through TLS the host
  /// can't see it.
  ///
  /// @param log the log's key, for a witness that hasn't heard of it
  /// @throws IOException if the egress doesn't allow it
  static WitnessLink to(NotarySettings.Witness witness, Egress egress, VerifierKey log)
      throws IOException {
    URI url = witness.url();
    if (url.getScheme().equals("https")) {
      egress.check(url.getHost(), port(url, HTTPS));
      return new WitnessLink(
          witness, egress.httpClient(), URI.create(url + WitnessClient.PATH), log);
    }
    InetSocketAddress tunnel = egress.tunnel(url.getHost(), port(url, HTTP));
    URI local =
        URI.create("http://127.0.0.1:" + tunnel.getPort() + url.getRawPath() + WitnessClient.PATH);
    HttpClient plain =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(ANSWER_WITHIN)
            .executor(Runnable::run)
            .build();
    return new WitnessLink(witness, plain, local, log);
  }

  private static int port(URI url, int otherwise) {
    return url.getPort() < 0 ? otherwise : url.getPort();
  }

  /// Ends what is under way.
  @Override
  public void close() {
    http.shutdownNow();
  }

  String name() {
    return witness.name();
  }

  /// Asks for a cosignature, from wherever the witness stands.
  ///
  /// @param note the checkpoint with the log's signature
  /// @throws IOException if it can't be reached
  /// @throws StorageException if the tree can't be read
  WitnessAnswer cosign(SignedNote note, long size, LogTree<StorageException> tree)
      throws IOException, InterruptedException, StorageException, MalformedLedgerException {
    WitnessAnswer answer = new WitnessAnswer.Malformed("it changes its mind");
    for (int i = 0; i < TRIES; i++) {
      AddCheckpoint request = AddCheckpoint.of(note, tree.consistency(Math.min(seen, size), size));
      answer = post(request);
      switch (answer) {
        case WitnessAnswer.Cosigned _ -> {
          seen = size;
          return answer;
        }
        case WitnessAnswer.Behind behind -> seen = behind.size();
        default -> {
          return answer;
        }
      }
    }
    return answer;
  }

  private WitnessAnswer post(AddCheckpoint request) throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> asked =
        http.sendAsync(
            HttpRequest.newBuilder(uri)
                .timeout(ANSWER_WITHIN)
                .header("content-type", "text/plain; charset=utf-8")
                .header(WitnessClient.LOG_KEY_HEADER, logKey)
                .POST(
                    HttpRequest.BodyPublishers.ofByteArray(
                        WitnessClient.body(request).toByteArray()))
                .build(),
            HttpResponse.BodyHandlers.limiting(
                HttpResponse.BodyHandlers.ofByteArray(), WitnessClient.MAX_ANSWER));
    try {
      // The request's own limit ends with the head of the answer: a body may never end.
      HttpResponse<byte[]> response = asked.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
      return client.read(request, response.statusCode(), Bytes.copyOf(response.body()));
    } catch (TimeoutException e) {
      return late();
    } catch (ExecutionException e) {
      // Which of the two limits is noticed first is up to chance.
      if (e.getCause() instanceof HttpTimeoutException timeout
          && !(timeout instanceof HttpConnectTimeoutException)) {
        return late();
      }
      throw new IOException(e.getCause());
    } finally {
      asked.cancel(true);
    }
  }

  private static WitnessAnswer late() {
    return new WitnessAnswer.Malformed("no answer within " + ANSWER_WITHIN.toSeconds() + " s");
  }
}
