// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.LedgerCheck;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptPolicyFile;
import dev.strongroom.ledger.verification.ReceiptReason;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import dev.strongroom.ledger.verification.TimeBounds;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// What both verifiers of receipts are asked, and what the Java one says.
final class ReceiptQuestions {
  private static final String SCRIPT = "verify-receipts.mjs";

  /// How many differences are shown.
  private static final int SHOWN = 10;

  /// What the page adds for models' answers where it compares nothing.
  private static final String NOT_COMPARED =
      "That what is said of model, back end and answer is true, or fits an answer that you have:"
          + " it is shown here, and not compared.";

  private final ReceiptVerifier verifier =
      ReceiptVerifier.create(
          Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(64)),
          ReceiptCache.ofCapacity(64, 64));
  private final List<String> names = new ArrayList<>();
  private final List<String> questions = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();

  /// A question about a policy alone.
  void ask(String name, String policy) {
    names.add(name);
    questions.add("{\"policy\":" + PolicyJson.text(policy).replace("\n", "\\n") + "}");
    expected.add(read(policy));
  }

  private static String read(String policy) {
    try {
      ReceiptPolicyFile.parse(policy);
      return "policy read";
    } catch (MalformedPolicyException e) {
      return "malformed policy";
    }
  }

  /// A question about a receipt and no file.
  void ask(String name, String receipt, ReceiptPolicyText policy, Instant now) {
    ask(name, receipt, policy, Optional.empty(), now);
  }

  /// A question about a receipt and a file.
  void ask(
      String name, String receipt, ReceiptPolicyText policy, Optional<Bytes> digest, Instant now) {
    names.add(name);
    questions.add(
        question(
            receipt, policy, now, digest.map(it -> ",\"digest\":\"" + it.hex() + "\"").orElse("")));
    expected.add(judged(receipt, policy, digest, now));
  }

  /// A line of the script's.
  ///
  /// @param more members besides, each with a comma in front
  static String question(String receipt, ReceiptPolicyText policy, Instant now, String more) {
    return "{\"receipt\":\"%s\",\"policy\":%s,\"at\":%d%s}"
        .formatted(
            Base64.getEncoder().encodeToString(Bytes.utf8(receipt).toByteArray()),
            PolicyJson.text(policy.text()),
            now.toEpochMilli(),
            more);
  }

  private String judged(
      String receipt, ReceiptPolicyText policy, Optional<Bytes> digest, Instant now) {
    try {
      Receipt read = Receipt.parse(Bytes.utf8(receipt));
      return line(
          read,
          verifier.explain(
              read,
              ReceiptPolicyFile.parse(policy.text()),
              digest,
              Instant.ofEpochMilli(now.toEpochMilli())));
    } catch (MalformedLedgerException e) {
      return "malformed receipt";
    } catch (MalformedPolicyException e) {
      return "malformed policy";
    }
  }

  private static String line(Receipt receipt, ReceiptVerdict verdict) {
    List<String> said = new ArrayList<>();
    said.add("accepted " + verdict.accepted());
    said.add("simulated " + verdict.simulated());
    said.add("leaf " + verdict.index() + " of " + verdict.size() + " of " + verdict.origin());
    TimeBounds time = verdict.time();
    said.add(
        "time " + time.stated() + "; " + bound(time.notBefore()) + "; " + bound(time.notAfter()));
    verdict.measurements().forEach((name, value) -> said.add(name + " " + value.hex()));
    verdict.checks().forEach(check -> check(check, said));
    List<String> unproven = new ArrayList<>(verdict.unproven());
    if (receipt.entry().kind().equals("inference")) {
      unproven.add(verdict.simulated() ? 1 : 0, NOT_COMPARED);
    }
    said.addAll(unproven);
    return String.join("|", said).replace("\n", " ");
  }

  private static String bound(Optional<TimeBounds.Bound> bound) {
    return bound.map(TimeBounds.Bound::toString).orElse("nobody");
  }

  private static void check(LedgerCheck check, List<String> said) {
    ReceiptReason reason = check.reason();
    String code = reason == null ? "" : reason.code();
    said.add((check.name() + " " + check.outcome() + " " + code).strip());
    if (check.name().startsWith("time.")) {
      said.add(check.detail());
    }
    check
        .lines()
        .forEach(line -> said.add(check.name() + ": " + line.name() + " " + line.outcome()));
  }

  /// What Java says to all of it.
  List<String> expected() {
    return List.copyOf(expected);
  }

  /// Asks the page's verifier, and finds what it says otherwise.
  void compare(Path folder) throws Exception {
    List<String> answers = answers(folder, questions);
    List<String> differing = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (!answers.get(i).equals(expected.get(i))) {
        differing.add(names.get(i) + "\n  " + expected.get(i) + "\n  " + answers.get(i));
      }
    }
    assertThat(differing.stream().limit(SHOWN)).isEmpty();
  }

  /// What the page's verifier says.
  static List<String> answers(Path folder, List<String> questions) throws Exception {
    List<String> answers = BrowserVerifier.answers(folder, SCRIPT, questions);
    assertThat(answers).hasSameSizeAs(questions);
    return answers;
  }
}
