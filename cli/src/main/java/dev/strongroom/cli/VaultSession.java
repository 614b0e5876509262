// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.client.vault.Finding;
import dev.strongroom.client.vault.JsonVault;
import dev.strongroom.client.vault.UnusableVaultAnswerException;
import dev.strongroom.client.vault.VaultAnswer;
import dev.strongroom.client.vault.VaultReceipts;
import dev.strongroom.client.vault.VaultRefusedException;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.ledger.verification.ReceiptException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One command's talk with a vault.
///
/// @param vault where acts are asked for
/// @param receipts judges what comes back
/// @param json whether answers are shown as they are
/// @param receiptFile where the receipt of an act goes
record VaultSession(
    Console console,
    JsonVault vault,
    VaultReceipts receipts,
    boolean json,
    Optional<Path> receiptFile) {
  private static final int LABEL = 12;

  /// How an answer is shown to people.
  interface Shown {
    /// Writes it, line by line.
    void write(VaultSession session, VaultAnswer answer)
        throws UnusableVaultAnswerException, MalformedJsonException;
  }

  /// Verifies what an act's answer has for a receipt, then shows it.
  ///
  /// @param key id of the key that was used
  /// @return the exit status
  int tell(String key, VaultAnswer answer, Shown shown)
      throws UsageException,
          UnusableVaultAnswerException,
          MalformedJsonException,
          ReceiptException {
    Optional<JsonNode> node = answer.optional("receipt");
    Optional<VaultReceipts.Judged> receipt =
        node.isEmpty() ? Optional.empty() : Optional.of(receipts.judge(node.get(), key));
    if (receipt.isPresent() && receiptFile.isPresent()) {
      NewFile.write(receiptFile.get(), receipt.get().receipt().json());
    }
    if (json) {
      console.out().println(CanonicalJson.text(answer.body().value()));
    } else if (answer.pending()) {
      new ApprovalText(this).write(key, answer);
    } else {
      shown.write(this, answer);
    }
    if (!json && receipt.isPresent()) {
      line(
          "receipt",
          "number " + receipt.get().verdict().index() + " in " + receipt.get().verdict().origin());
    }
    return answer.pending() ? ExitStatus.PENDING : ExitStatus.ACCEPTED;
  }

  /// Has a key born, and shows it.
  ///
  /// @return the exit status
  int born(String target, Map<String, ?> body)
      throws IOException,
          InterruptedException,
          UsageException,
          VaultRefusedException,
          UnusableVaultAnswerException,
          MalformedJsonException,
          ReceiptException {
    VaultAnswer answer = vault.post(target, body);
    return tell(answer.member("key").member("id").text(), answer, KeyText::one);
  }

  /// Has something made of a key that goes into a file.
  ///
  /// @param below the path below the key's, such as `/export`
  /// @param member what of the answer
  /// @return the exit status
  int written(KeyId key, String below, Map<String, ?> body, String member, Path file)
      throws IOException,
          InterruptedException,
          UsageException,
          VaultRefusedException,
          UnusableVaultAnswerException,
          MalformedJsonException,
          ReceiptException {
    VaultAnswer answer = vault.post(key.path(below), body);
    if (!answer.pending()) {
      NewFile.write(file, CanonicalJson.text(answer.member(member).value()) + "\n");
    }
    return tell(key.text(), answer, (session, _) -> session.line("written", file.toString()));
  }

  /// Shows an answer that nothing was done for.
  ///
  /// @return the exit status
  int show(VaultAnswer answer, Shown shown)
      throws UnusableVaultAnswerException, MalformedJsonException {
    if (json) {
      console.out().println(CanonicalJson.text(answer.body().value()));
    } else {
      shown.write(this, answer);
    }
    return ExitStatus.ACCEPTED;
  }

  /// A line with a name before it.
  void line(String label, String value) {
    line(console, label, value);
  }

  /// The same, where there is no vault.
  static void line(Console to, String label, String value) {
    to.out().println(padded(label, LABEL) + Printable.of(value));
  }

  PrintWriter out() {
    return console.out();
  }

  /// Says why the vault refused.
  ///
  /// @return the exit status
  int refused(VaultRefusedException e) {
    if (json) {
      console.out().println(CanonicalJson.text(Map.of("error", error(e))));
      return ExitStatus.REFUSED;
    }
    console.out().flush();
    Style style = Style.of(console);
    console.err().println(style.red("REFUSED") + "  " + Printable.of(e.code() + ": " + e.words()));
    FindingText.write(console.err(), style, e.findings());
    return ExitStatus.REFUSED;
  }

  private static Map<String, Object> error(VaultRefusedException e) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", e.code());
    error.put("message", e.words());
    List<Object> findings = new ArrayList<>();
    for (Finding finding : e.findings()) {
      findings.add(
          Map.of("rule", finding.rule(), "applied", finding.applied(), "why", finding.why()));
    }
    error.put("findings", findings);
    e.receipt().ifPresent(receipt -> error.put("receipt", receipt.content()));
    return error;
  }

  static String padded(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }
}
