// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.ai;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.ledger.inference.InferenceReceipt;
import dev.strongroom.ledger.inference.InferenceStatement;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptPolicyFile;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What `ai --receipts DIR --receipts-with-content` left of one answer.
///
/// @param beginning of the paths of its files
record KeptReceipt(Path beginning) {
  private static final String RECEIPT = ".receipt.json";

  /// All that are there; not one that is just being written.
  static List<KeptReceipt> in(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(RECEIPT) && file.toFile().length() > 0)
          .map(Path::toString)
          .map(file -> file.substring(0, file.length() - RECEIPT.length()))
          .map(Path::of)
          .map(KeptReceipt::new)
          .toList();
    }
  }

  private Bytes file(String end) throws IOException {
    return Bytes.copyOf(Files.readAllBytes(Path.of(beginning + end)));
  }

  private Receipt receipt() throws Exception {
    return Receipt.parse(file(RECEIPT));
  }

  /// What the gateway states, which agrees with the request and the answer that were kept.
  InferenceStatement statement() throws Exception {
    String salt =
        JsonNode.parse(String.valueOf(file(".asked.json").asUtf8())).member("salt").text();
    return InferenceReceipt.verify(
        receipt().entry(),
        Bytes.copyOf(Base64.getUrlDecoder().decode(salt)),
        file(".request"),
        file(".response"));
  }

  /// What a policy for receipts says of it, without a network.
  ReceiptVerdict verdict(Path policy) throws Exception {
    return ReceiptVerifier.create(
            Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(16)),
            ReceiptCache.ofCapacity(16, 16))
        .explain(
            receipt(),
            ReceiptPolicyFile.parse(Files.readString(policy)),
            Optional.empty(),
            Instant.now());
  }
}
