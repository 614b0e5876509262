// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static dev.strongroom.ledger.fixtures.FakeDeployment.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.ReceiptEdits;
import dev.strongroom.ledger.receipt.Receipt;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The verifier in the page reads receipts as strictly as the Java verifier, and judges what was
/// changed in them as it does.
class ChangedReceiptAgreementTest {
  private static final int RANDOM_CHANGES = 600;
  private static final int FAR = 31;

  private static ReceiptPolicyText policy;
  private static Receipt receipt;
  private static Receipt empty;

  private final ReceiptQuestions questions = new ReceiptQuestions();

  @TempDir private Path folder;

  @BeforeAll
  static void build() throws MalformedLedgerException {
    assumeTrue(BrowserVerifier.installed(), "skipped: needs the package nodejs");
    FakeDeployment deployment = FakeDeployment.create();
    policy = ReceiptPolicyText.of(deployment.nitro().simulatedAnchor());
    receipt = new ReceiptEdits(deployment.receipt()).simulated(true);
    Map<String, Object> members = new HashMap<>(FakeDeployment.members());
    members.put("attribution", Map.of());
    empty = new ReceiptEdits(deployment.receipt(deployment.enter(members))).simulated(true);
  }

  @Test
  void onFilesThatBreakOneRuleEach() throws Exception {
    List<String> files = ReceiptFiles.changed(receipt, empty);
    files.forEach(file -> questions.ask(shortened(file), file, policy, NOW));
    assertThat(questions.expected()).contains("malformed receipt");
    questions.compare(folder);
  }

  private static String shortened(String file) {
    return file.substring(0, Math.min(file.length(), 400));
  }

  @Test
  void onAnyChange() throws Exception {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
    String json = receipt.json();
    String some = "0aZ9/+=\"\\ {}[]:,\n—é";
    for (int i = 0; i < RANDOM_CHANGES; i++) {
      int at = random.nextInt(json.length());
      char other = some.charAt(random.nextInt(some.length()));
      String rest = json.substring(i % 5 == 4 ? at : at + 1);
      questions.ask("change " + i, json.substring(0, at) + other + rest, policy, NOW);
    }
    int evidence = json.indexOf("\"evidence\"");
    int evidenceEnd = json.indexOf('\n', evidence);
    for (int at = 0; at < json.length(); at += at > evidence && at < evidenceEnd ? FAR : 3) {
      char c = json.charAt(at);
      if (Character.isLetterOrDigit(c)) {
        char other = c == 'b' ? 'c' : c == '7' ? '8' : Character.isDigit(c) ? '7' : 'b';
        questions.ask(
            "letter " + at, json.substring(0, at) + other + json.substring(at + 1), policy, NOW);
      }
    }
    assertThat(questions.expected()).hasSizeGreaterThan(1000);
    questions.compare(folder);
  }
}
