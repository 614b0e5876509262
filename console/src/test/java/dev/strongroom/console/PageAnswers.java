// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.ledger.entry.CanonicalJson;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What the page's scripts are asked about proofs, logs and releases, and what Java says to it.
final class PageAnswers {
  private static final String SCRIPT = "prove-and-log.mjs";
  private static final int SHOWN = 10;

  private final List<String> questions = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();

  /// A question whose answer is known.
  void ask(String command, Map<String, ?> given, String answer) {
    Map<String, Object> question = new TreeMap<>(given);
    question.put("command", command);
    questions.add(CanonicalJson.text(question));
    expected.add(answer.replace("\n", " "));
  }

  /// Asks all of it, and finds what the page says otherwise.
  void compare(Path folder) throws Exception {
    List<String> answers = BrowserVerifier.answers(folder, SCRIPT, questions);
    assertThat(answers).hasSameSizeAs(questions);
    List<String> differing = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      if (!answers.get(i).equals(expected.get(i))) {
        differing.add(
            shortened(questions.get(i)) + "\n  " + expected.get(i) + "\n  " + answers.get(i));
      }
    }
    assertThat(differing.stream().limit(SHOWN)).isEmpty();
  }

  private static String shortened(String question) {
    return question.length() > 500 ? question.substring(0, 500) + "…" : question;
  }
}
