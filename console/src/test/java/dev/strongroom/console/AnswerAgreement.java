// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static dev.strongroom.ledger.fixtures.FakeDeployment.ENTERED;
import static dev.strongroom.ledger.fixtures.FakeDeployment.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.ledger.answer.AnswerVerdict;
import dev.strongroom.ledger.answer.AnswerVerifier;
import dev.strongroom.ledger.answer.KeptAnswer;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.ReceiptEdits;
import dev.strongroom.ledger.inference.Exchange;
import dev.strongroom.ledger.inference.InferenceDigests;
import dev.strongroom.ledger.inference.InferenceFinding;
import dev.strongroom.ledger.inference.ResponseChunks;
import dev.strongroom.ledger.inference.ResponseTree;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptPolicyFile;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Questions about models' answers, for both verifiers: those in Java and in the page.
final class AnswerAgreement {
  /// The type of a stream's answers.
  static final String EVENTS = "text/event-stream";

  private final FakeDeployment deployment;
  private final ReceiptPolicyText policy;
  private final AnswerVerifier verifier =
      new AnswerVerifier(
          ReceiptVerifier.create(
              Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(8)),
              ReceiptCache.ofCapacity(64, 64)));
  private final List<String> names = new ArrayList<>();
  private final List<String> questions = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();

  AnswerAgreement(FakeDeployment deployment) {
    this.deployment = deployment;
    this.policy = ReceiptPolicyText.of(deployment.nitro().simulatedAnchor());
  }

  /// The policy that questions are under, if they say no other.
  ReceiptPolicyText policy() {
    return policy;
  }

  /// What the Java verifier said to each question.
  List<String> expected() {
    return List.copyOf(expected);
  }

  /// An answer's entry.
  ///
  /// @param said after its digests were made
  Receipt entered(Exchange exchange, String type, Map<String, ?> said) throws Exception {
    ResponseTree tree = new ResponseTree(exchange.salt());
    ResponseChunks.split(type, exchange.response()).forEach(tree::add);
    Map<String, Object> members = new HashMap<>();
    members.put("kind", "inference");
    members.put("time", ENTERED.toString());
    members.put("id", "near");
    members.put("endpoint", "/v1/chat/completions");
    members.put("model", "tiny");
    members.put("request", InferenceDigests.request(exchange.salt(), exchange.request()).hex());
    members.put("response", response(type, tree, Map.of()));
    members.put("backend", Map.of("name", "inside", "kind", "embedded"));
    members.put("sampling", Map.of("seed", "7"));
    members.put("usage", Map.of("input", 5L, "output", 2L));
    members.putAll(said);
    FakeDeployment other = deployment.copy();
    return new ReceiptEdits(other.receipt(other.enter(members))).simulated(true);
  }

  /// A receipt of something else than an answer.
  Receipt proof() throws Exception {
    return new ReceiptEdits(deployment.receipt()).simulated(true);
  }

  /// What an entry says of a response.
  static Map<String, Object> response(String type, ResponseTree tree, Map<String, ?> more) {
    Map<String, Object> response = new HashMap<>();
    response.put("status", 200L);
    response.put("type", type);
    response.put("chunks", tree.size());
    response.put("root", tree.root().hex());
    response.put("complete", true);
    response.putAll(more);
    return response;
  }

  /// Asks the Java verifier, and keeps the question for the page's.
  void ask(String name, Receipt receipt, Optional<Exchange> exchange) {
    ask(name, receipt, exchange, policy);
  }

  /// The same under another policy.
  void ask(String name, Receipt receipt, Optional<Exchange> exchange, ReceiptPolicyText under) {
    names.add(name);
    questions.add(
        "{\"receipt\":\"%s\",\"policy\":%s,\"at\":%d%s}"
            .formatted(
                Base64.getEncoder().encodeToString(Bytes.utf8(receipt.json()).toByteArray()),
                PolicyJson.text(under.text()),
                NOW.toEpochMilli(),
                exchange
                    .map(it ->
                        ",\"exchange\":{\"salt\":\"%s\",\"request\":\"%s\",\"response\":\"%s\"}"
                            .formatted(it.salt().hex(), it.request().hex(), it.response().hex()))
                    .orElse("")));
    expected.add(judged(receipt, exchange, under));
  }

  private String judged(Receipt receipt, Optional<Exchange> exchange, ReceiptPolicyText under) {
    AnswerVerdict verdict;
    try {
      verdict =
          verifier.explain(
              new KeptAnswer(receipt, exchange, List.of()),
              ReceiptPolicyFile.parse(under.text()),
              NOW);
    } catch (MalformedPolicyException e) {
      return "malformed policy";
    }
    List<String> said = new ArrayList<>();
    said.add("accepted " + verdict.accepted());
    said.add("simulated " + verdict.simulated());
    verdict.receipt().checks().forEach(check -> said.add(check.name() + " " + check.outcome()));
    for (InferenceFinding one : verdict.findings()) {
      // Of an entry that is none the words differ.
      boolean none = one.failed() && one.name().equals("inference.entry");
      said.add(one.name() + " " + one.outcome() + (none ? "" : " " + one.detail()));
    }
    said.addAll(verdict.unproven());
    return String.join("|", said).replace("\n", " ");
  }

  /// Asks the page's verifier all that the Java verifier was asked.
  ///
  /// @param folder for the questions
  void compare(Path folder) throws Exception {
    List<String> answers = BrowserVerifier.answers(folder, "verify-answers.mjs", questions);
    assertThat(answers).hasSameSizeAs(questions);
    List<String> differing = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if (!answers.get(i).equals(expected.get(i))) {
        differing.add(names.get(i) + "\n  " + expected.get(i) + "\n  " + answers.get(i));
      }
    }
    assertThat(differing.stream().limit(10)).isEmpty();
  }
}
