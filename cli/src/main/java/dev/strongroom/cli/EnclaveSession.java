// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.AttestationRefusedException;
import dev.strongroom.client.AttestedHttpClient;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

/// A verified connection to what an enclave may have or not, such as certificates.
final class EnclaveSession implements AutoCloseable {
  /// An enclave's certificates (`docs/certificates.md`).
  static final String CERTIFICATES = "/.well-known/strongroom/certificates";

  /// A log's upgrades (`docs/upgrades.md`).
  static final String UPGRADE = "/v1/log/upgrade";

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final NotaryOptions enclave;
  private final AttestedHttpClient http;

  EnclaveSession(Console console, NotaryOptions enclave) throws UsageException {
    this.enclave = enclave;
    this.http = enclave.connect(console, enclave.policy(console));
  }

  /// What to do with the enclave.
  @FunctionalInterface
  interface Talk {
    /// Does it.
    ///
    /// @return the exit status
    int with(EnclaveSession session)
        throws IOException, InterruptedException, UsageException, RefusedByEnclaveException;
  }

  /// Talks to the enclave, if it is the one that is meant.
  ///
  /// @return the exit status
  static int run(Console console, NotaryOptions enclave, Talk talk) throws UsageException {
    try (EnclaveSession session = new EnclaveSession(console, enclave)) {
      return talk.with(session);
    } catch (AttestationRefusedException e) {
      e.verdict().ifPresent(v -> new TextReport(console).verdict(enclave.address(), v));
      return refused(console, "nothing was sent: " + e.getMessage());
    } catch (RefusedByEnclaveException e) {
      return refused(console, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UsageException(enclave.address() + " can't be reached: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UsageException("interrupted");
    }
  }

  private static int refused(Console console, String why) {
    console.out().flush();
    console.err().println("strongroom: " + Printable.of(why));
    return ExitStatus.REFUSED;
  }

  /// Asks.
  ///
  /// @throws RefusedByEnclaveException with the enclave's reason
  String get(String path)
      throws IOException, InterruptedException, UsageException, RefusedByEnclaveException {
    return answered(HttpRequest.newBuilder().GET(), path);
  }

  /// Brings something in the place of what is there.
  ///
  /// @throws RefusedByEnclaveException with the enclave's reason
  String put(String path, String body)
      throws IOException, InterruptedException, UsageException, RefusedByEnclaveException {
    return answered(HttpRequest.newBuilder().PUT(BodyPublishers.ofString(body)), path);
  }

  /// Brings something.
  ///
  /// @throws RefusedByEnclaveException with the enclave's reason
  String post(String path, String body)
      throws IOException, InterruptedException, UsageException, RefusedByEnclaveException {
    return answered(HttpRequest.newBuilder().POST(BodyPublishers.ofString(body)), path);
  }

  private String answered(HttpRequest.Builder request, String path)
      throws IOException, InterruptedException, UsageException, RefusedByEnclaveException {
    HttpResponse<String> answer =
        http.send(request.uri(enclave.server().resolve(path)).build(), BodyHandlers.ofString());
    if (answer.statusCode() == OK) {
      return answer.body();
    }
    if (answer.statusCode() == NOT_FOUND) {
      throw new UsageException(enclave.address() + ": this enclave has nothing of the kind");
    }
    throw new RefusedByEnclaveException(reason(answer));
  }

  private static String reason(HttpResponse<String> answer) {
    try {
      JsonNode error = JsonNode.parse(answer.body()).member("error");
      return error.member("code").text() + ": " + error.member("message").text();
    } catch (MalformedJsonException e) {
      return "the enclave answers " + answer.statusCode();
    }
  }

  /// What the enclave says.
  ///
  /// @throws RefusedByEnclaveException if it isn't that
  JsonNode view(String json) throws RefusedByEnclaveException {
    try {
      return JsonNode.parse(json);
    } catch (MalformedJsonException e) {
      throw new RefusedByEnclaveException("the answer isn't one: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    http.close();
  }
}
