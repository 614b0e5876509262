// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Map;

/// Requests to one vault, with the receipts of refusals judged.
final class VaultRequests {
  private static final int ONCE = 16;

  private final JsonVault vault;
  private final SecureRandom random;
  private final ReceiptChecks receipts;

  VaultRequests(JsonVault vault, SecureRandom random, ReceiptChecks receipts) {
    this.vault = vault;
    this.random = random;
    this.receipts = receipts;
  }

  /// A new idempotency id.
  String newOnce() {
    byte[] id = new byte[ONCE];
    random.nextBytes(id);
    return Bytes.copyOf(id).hex();
  }

  /// What the vault says of itself, which nobody has to sign for.
  VaultInfo info() throws IOException, InterruptedException, VaultException {
    JsonNode body = judged(vault::description).body();
    try {
      return new VaultInfo(
          body.member("epoch").text(),
          body.member("simulated").flag(),
          body.member("log").text(),
          AnswerJson.time(body.member("time")),
          body.optional("people").orElse(new JsonNode(Map.of(), "people")));
    } catch (MalformedJsonException e) {
      throw new UnusableVaultAnswerException(e.getMessage(), e);
    }
  }

  VaultAnswer get(String path) throws IOException, InterruptedException, VaultException {
    return judged(() -> vault.get(path));
  }

  VaultAnswer delete(String path) throws IOException, InterruptedException, VaultException {
    return judged(() -> vault.delete(path));
  }

  VaultAnswer post(String path, Map<String, Object> body)
      throws IOException, InterruptedException, VaultException {
    return judged(() -> vault.post(path, body));
  }

  VaultAnswer put(String path, Map<String, Object> body)
      throws IOException, InterruptedException, VaultException {
    return judged(() -> vault.put(path, body));
  }

  /// One request.
  private interface Ask {
    VaultAnswer asked() throws IOException, InterruptedException, VaultException;
  }

  private VaultAnswer judged(Ask ask) throws IOException, InterruptedException, VaultException {
    try {
      return ask.asked();
    } catch (VaultRefusedException e) {
      if (e.receipt().isPresent()) {
        receipts.judged(e.receipt().get());
      }
      throw e;
    }
  }
}
