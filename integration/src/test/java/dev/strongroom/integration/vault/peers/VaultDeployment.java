// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault.peers;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestAlgorithm;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.channel.signature.RequestSigner;
import dev.strongroom.channel.signature.RequestTarget;
import dev.strongroom.channel.signature.UnsignedRequest;
import dev.strongroom.enclave.vault.VaultService;
import dev.strongroom.integration.notary.PolicyText;
import dev.strongroom.integration.notary.TestWitness;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import dev.strongroom.ledger.verification.ReceiptPolicyFile;
import dev.strongroom.testkit.EnclaveSettings;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A vault in a simulated enclave behind the host's forwarder, over TLS and the attested channel,
/// whose log a real witness cosigns.
record VaultDeployment(EnclaveUnderTest enclave, TestWitness witness) implements AutoCloseable {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final RequestSigner SIGNER = new RequestSigner(RANDOM, Duration.ofSeconds(60));

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// Starts it.
  ///
  /// @param folder for what the witness keeps
  /// @param settings the vault's, as JSON
  /// @param egress where to besides the witness
  static VaultDeployment start(Path folder, Map<String, ?> settings, String... egress)
      throws Exception {
    TestWitness witness = TestWitness.start(folder);
    try {
      EnclaveSettings ledger = witness.settings();
      Map<String, String> services = new HashMap<>(ledger.services());
      services.put("vault", CanonicalJson.text(settings));
      List<String> ways = new ArrayList<>(ledger.egress());
      ways.addAll(List.of(egress));
      return new VaultDeployment(
          EnclaveUnderTest.start(new VaultService(), new EnclaveSettings(ways, services)), witness);
    } catch (IOException | RuntimeException e) {
      witness.close();
      throw e;
    }
  }

  /// A key of an agent's, or of a browser's session.
  static RequestKey newKey() {
    return RequestKey.generateEd25519(RANDOM);
  }

  /// What this deployment's receipts are held against: this enclave, this witness.
  ReceiptPolicy receiptPolicy() throws Exception {
    return ReceiptPolicyFile.parse(PolicyText.forReceipts(enclave, witness.key()));
  }

  /// What it says to anybody.
  JsonNode welcome() throws Exception {
    return asked(
            HttpRequest.newBuilder(enclave.uri().resolve("/v1/vault")).timeout(PATIENCE).build())
        .body();
  }

  private String epoch() throws Exception {
    return welcome().member("epoch").text();
  }

  /// Asks, with a key's signature.
  VaultReply ask(RequestKey key, String method, String path, Map<String, ?> body) throws Exception {
    String text = text(body);
    return send(
        method,
        path,
        text,
        SIGNER.sign(target(method, path), Bytes.utf8(text), epoch(), Instant.now(), key));
  }

  VaultReply post(RequestKey key, String path, Map<String, ?> body) throws Exception {
    return ask(key, "POST", path, body);
  }

  VaultReply get(RequestKey key, String path) throws Exception {
    return ask(key, "GET", path, Map.of());
  }

  /// Asks, with an assertion of a passkey's over this very request.
  VaultReply post(Passkey passkey, String path, Map<String, ?> body) throws Exception {
    String text = text(body);
    UnsignedRequest request =
        SIGNER.prepare(
            target("POST", path),
            Bytes.utf8(text),
            epoch(),
            Instant.now(),
            RequestAlgorithm.WEBAUTHN,
            passkey.id());
    return send("POST", path, text, request.withPasskey(passkey.sign(request.challenge())));
  }

  private static String text(Map<String, ?> body) {
    return body.isEmpty() ? "" : CanonicalJson.text(body);
  }

  private static RequestTarget target(String method, String path) {
    String[] parts = path.split("\\?", 2);
    return new RequestTarget(method, parts[0], parts.length > 1 ? parts[1] : "");
  }

  private VaultReply send(String method, String path, String body, Map<String, String> headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(enclave.uri().resolve(path))
            .timeout(PATIENCE)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    headers.forEach(request::header);
    return asked(request.build());
  }

  private VaultReply asked(HttpRequest request) throws Exception {
    HttpResponse<String> response = enclave.client().send(request, BodyHandlers.ofString());
    return new VaultReply(response.statusCode(), JsonNode.parse(response.body()));
  }

  @Override
  public void close() throws IOException {
    try (witness) {
      enclave.close();
    }
  }
}
