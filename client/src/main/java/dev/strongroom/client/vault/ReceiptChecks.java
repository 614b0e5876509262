// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.Form;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.receipt.Receipt;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Looks whether receipts are about what was asked, and whether they are accepted.
final class ReceiptChecks {
  private static final int SIGNATURE = 64;

  private final Optional<ReceiptJudge> judge;

  ReceiptChecks(Optional<ReceiptJudge> judge) {
    this.judge = judge;
  }

  /// The receipt in a member of an answer.
  Receipt of(JsonNode answer, String member, String keyId, Set<String> kinds)
      throws UnusableVaultAnswerException {
    try {
      return checked(AnswerJson.receipt(answer.member(member)), keyId, kinds);
    } catch (MalformedJsonException e) {
      throw new UnusableVaultAnswerException(e.getMessage(), e);
    }
  }

  /// A receipt of one of these kinds about a key.
  Receipt checked(Receipt receipt, String keyId, Set<String> kinds)
      throws UnusableVaultAnswerException {
    try {
      String about = receipt.entry().content().member("about").text();
      if (!about.equals("key/" + keyId) || !kinds.contains(receipt.entry().kind())) {
        throw new UnusableVaultAnswerException("a receipt about something else");
      }
    } catch (MalformedJsonException e) {
      throw new UnusableVaultAnswerException("a receipt of no dossier: " + e.getMessage(), e);
    }
    judged(receipt);
    return receipt;
  }

  void judged(Receipt receipt) throws UnusableVaultAnswerException {
    if (judge.isPresent()) {
      judge.get().check(receipt);
    }
  }

  /// Whether these payloads were entered with these signatures.
  static void signed(Receipt receipt, SignRequest request, List<SignedPayload> results)
      throws UnusableVaultAnswerException {
    try {
      JsonNode entry = receipt.entry().content();
      List<JsonNode> payloads = entry.member("payloads").items();
      boolean right =
          entry.member("act").text().equals("sign")
              && payloads.size() == request.items().size()
              && payloads.size() == results.size();
      for (int i = 0; right && i < payloads.size(); i++) {
        right = isEntered(payloads.get(i), request.items().get(i), results.get(i));
      }
      if (!right) {
        throw new UnusableVaultAnswerException("other signatures than those that were entered");
      }
    } catch (MalformedJsonException e) {
      throw new UnusableVaultAnswerException("a receipt of no signatures: " + e.getMessage(), e);
    }
  }

  /// The digest is that of the payload as it was sent, in canonical form. Signatures are entered as
  /// they were made: r and s first, or the signature itself. In a Bitcoin transaction they are in
  /// DER, and only their number is compared.
  private static boolean isEntered(JsonNode entered, SignRequest.Item asked, SignedPayload result)
      throws MalformedJsonException {
    List<Bytes> signatures = new ArrayList<>();
    for (JsonNode signature : entered.member("signatures").items()) {
      signatures.add(AnswerJson.hex(signature));
    }
    boolean right =
        result.form() == asked.payload().form()
            && entered.member("form").text().equals(result.form().code())
            && AnswerJson.hex(entered.member("digest"))
                .equals(sha256(CanonicalJson.encode(asked.members())))
            && signatures.size() == result.signatures().size();
    for (int i = 0; right && i < signatures.size(); i++) {
      right =
          result.form() == Form.BITCOIN_TRANSACTION
              || ((signatures.get(i).length() >= SIGNATURE)
                  && result.signatures().get(i).startsWith(signatures.get(i).slice(0, SIGNATURE)));
    }
    return right;
  }

  static Bytes sha256(Bytes bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      bytes.updateTo(sha256);
      return Bytes.copyOf(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
