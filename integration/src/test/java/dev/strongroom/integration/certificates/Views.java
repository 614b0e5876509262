// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.certificates;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.runtime.certificates.CertificateKeeper;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;

/// What an enclave says of its certificates, over the attested channel.
final class Views {
  /// Settings of a log without witnesses.
  static final String LEDGER = "{\"origin\": \"example.com/log\", \"quorum\": 0}";

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private Views() {}

  /// What is waited for.
  @FunctionalInterface
  interface Expected {
    boolean holds(JsonNode view) throws MalformedJsonException;
  }

  /// Sends a request.
  static HttpResponse<String> send(
      EnclaveUnderTest enclave, HttpRequest.Builder request, String more) throws Exception {
    return enclave
        .client()
        .send(
            request.uri(enclave.uri().resolve(CertificateKeeper.PATH + more)).build(),
            BodyHandlers.ofString());
  }

  static JsonNode of(EnclaveUnderTest enclave) throws Exception {
    return JsonNode.parse(send(enclave, HttpRequest.newBuilder(), "").body());
  }

  /// The first view for which something holds.
  static JsonNode when(EnclaveUnderTest enclave, Expected expected) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      JsonNode view = of(enclave);
      if (expected.holds(view)) {
        return view;
      }
      if (System.nanoTime() - until > 0) {
        throw new AssertionError("still " + view.value());
      }
      Thread.sleep(100);
    }
  }

  static String serial(JsonNode view) throws MalformedJsonException {
    return view.member("certificate").member("serial").text();
  }

  static String keySha256(JsonNode view) throws MalformedJsonException {
    return view.member("certificate").member("keySha256").text();
  }

  static Instant notAfter(JsonNode view) throws MalformedJsonException {
    return Instant.parse(view.member("certificate").member("notAfter").text());
  }

  /// The receipt of an entry.
  static Receipt receipt(EnclaveUnderTest enclave, int number) throws Exception {
    return Receipt.parse(
        Bytes.utf8(send(enclave, HttpRequest.newBuilder(), "/entries/" + number).body()));
  }

  static String act(EnclaveUnderTest enclave, int number) throws Exception {
    return receipt(enclave, number).entry().content().member("act").text();
  }
}
