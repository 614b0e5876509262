// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static dev.strongroom.console.AnswerAgreement.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.fixtures.FakeAnswer;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.inference.Exchange;
import dev.strongroom.ledger.receipt.Receipt;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The verifier in the page comes to the Java verifier's verdict on models' answers, check by
/// check, detail by detail: on what was asked and answered.
class AnswerAgreementTest {
  private static final Exchange EXCHANGE = FakeAnswer.EXCHANGE;

  private static FakeDeployment deployment;

  private final AnswerAgreement agreement = new AnswerAgreement(deployment);

  @TempDir private Path folder;

  @BeforeAll
  static void build() throws Exception {
    assumeTrue(BrowserVerifier.installed(), "skipped: needs the package nodejs");
    deployment = FakeDeployment.create();
  }

  @Test
  void onWhatWasAskedAndAnswered() throws Exception {
    Receipt receipt = agreement.entered(EXCHANGE, EVENTS, Map.of());
    agreement.ask("good", receipt, Optional.of(EXCHANGE));
    agreement.ask("nothing kept", receipt, Optional.empty());
    agreement.ask("no answer", agreement.proof(), Optional.of(EXCHANGE));
    agreement.ask("a short salt", receipt, Optional.of(with(EXCHANGE.salt().slice(0, 31))));
    agreement.ask("another salt", receipt, Optional.of(with(Bytes.zeros(32))));
    for (int i = 0; i < EXCHANGE.response().length(); i += 5) {
      byte[] changed = EXCHANGE.response().toByteArray();
      changed[i] ^= 1;
      agreement.ask("byte " + i, receipt, Optional.of(answered(Bytes.copyOf(changed))));
      agreement.ask("cut at " + i, receipt, Optional.of(answered(EXCHANGE.response().slice(0, i))));
    }
    byte[] longer =
        Arrays.copyOf(EXCHANGE.response().toByteArray(), EXCHANGE.response().length() + 1);
    agreement.ask("longer", receipt, Optional.of(answered(Bytes.copyOf(longer))));
    agreement.ask("another request", receipt, Optional.of(asked("{\"model\":\"tiny\"}")));
    agreement.compare(folder);
    assertThat(agreement.expected().getFirst()).startsWith("accepted true|simulated true");
    assertThat(agreement.expected().subList(2, agreement.expected().size()))
        .allMatch(it -> it.startsWith("accepted false"));
  }

  private static Exchange with(Bytes salt) {
    return new Exchange(salt, EXCHANGE.request(), EXCHANGE.response());
  }

  private static Exchange answered(Bytes response) {
    return new Exchange(EXCHANGE.salt(), EXCHANGE.request(), response);
  }

  private static Exchange asked(String request) {
    return new Exchange(EXCHANGE.salt(), Bytes.utf8(request), EXCHANGE.response());
  }

  /// Requests as clients write them, and what looks like one.
  @Test
  void onRequestsOfAllForms() throws Exception {
    for (String request :
        List.of(
            "{\"model\":\"tiny\",\"seed\":7}     ",
            "\t{ \"seed\" : 7 , \"model\" : \"t\\u0069ny\" , \"x\" : [ null , {\"a\" : -0.5e+3} ] } ",
            "{\"model\":\"tiny\",\"seed\":7.0}",
            "{\"model\":\"tiny\",\"seed\":\"7\"}",
            "{\"model\":\"tiny\",\"seed\":7,\"temperature\":0.70}",
            "{\"model\":\"tiny\",\"seed\":7,\"unknown\":1}",
            "{\"model\":\"tiny\",\"seed\":8,\"seed\":7}",
            "{\"model\":\"other\",\"model\":\"tiny\",\"seed\":7}",
            "{\"model\":7,\"seed\":7}",
            "{\"seed\":7}",
            "{\"model\":\"tiny\",\"seed\":7} x",
            "{\"model\":\"tiny\",\"seed\":7",
            "{\"model\":\"tiny\",\"seed\":07}",
            "{\"model\":\"tiny\",\"seed\":7,}",
            "{\"model\":\"tiny\",\"seed\":7,\"a\":\"\u0001\"}",
            "{\"model\":\"tiny\",\"seed\":7,\"a\":\"\\x\"}",
            "{\"model\":\"tiny\",\"seed\":7,\"a\":nul}",
            "{\"model\":\"tiny\",\"seed\":7,\"a\":\"ü𝄞\"}",
            "{\"model\":\"tiny\",\"seed\":7,\"a\":" + "[".repeat(255) + "]".repeat(255) + "}",
            "{\"model\":\"tiny\",\"seed\":7,\"a\":" + "[".repeat(256) + "]".repeat(256) + "}",
            "{\"model\":\"tiny\",\"seed\":7" + ",\"a\":1".repeat(998) + "}",
            "{\"model\":\"tiny\",\"seed\":7" + ",\"a\":1".repeat(999) + "}",
            "[]",
            "")) {
      Exchange exchange = asked(request);
      agreement.ask(request, agreement.entered(exchange, EVENTS, Map.of()), Optional.of(exchange));
    }
    agreement.ask(
        "a form",
        agreement.entered(EXCHANGE, EVENTS, Map.of("endpoint", "/v1/audio/transcriptions")),
        Optional.of(EXCHANGE));
    Map<String, String> all = Map.of("top_p", "1", "seed", "7", "n", "2", "temperature", "0.70");
    agreement.ask(
        "sampling",
        agreement.entered(EXCHANGE, EVENTS, Map.of("sampling", all)),
        Optional.of(EXCHANGE));
    agreement.ask(
        "none",
        agreement.entered(EXCHANGE, EVENTS, Map.of("sampling", Map.of())),
        Optional.of(EXCHANGE));
    agreement.compare(folder);
    assertThat(agreement.expected().stream().filter(it -> it.startsWith("accepted true")))
        .hasSizeGreaterThan(5);
  }

  /// Counts as back ends say them, and what looks like some.
  @Test
  void onResponsesOfAllForms() throws Exception {
    String counts = "{\"prompt_tokens\":5,\"completion_tokens\":2}";
    List<String> bodies =
        List.of(
            "{\"usage\":" + counts + "}",
            "{\"response\":{\"usage\":" + counts + "}}",
            "{\"message\":{\"usage\":{\"input_tokens\":5,\"output_tokens\":2}}}",
            "{\"other\":{\"usage\":" + counts + "}}",
            "{\"response\":{\"message\":{\"usage\":" + counts + "}}}",
            "{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2},\"usage\":" + counts + "}",
            "{\"usage\":" + counts + "} behind",
            "{\"usage\":" + counts + ",x",
            "{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2",
            "{\"usage\":{\"prompt_tokens\":5}}",
            "{\"usage\":{\"prompt_tokens\":5.0,\"completion_tokens\":2}}",
            "{\"usage\":{\"prompt_tokens\":-5,\"completion_tokens\":2}}",
            "{\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2,\"input_tokens\":1125899906842625}}",
            "{\"usage\":{\"prompt_tokens\":99999999999999999999,\"completion_tokens\":2}}",
            "{\"us\\u0061ge\":" + counts + "}",
            "[" + counts + "]",
            "");
    for (String body : bodies) {
      for (String type :
          List.of("application/json", EVENTS, " Text/Event-Stream ; charset=utf-8")) {
        String text = type.equals("application/json") ? body : "data: " + body + "\n\n";
        Exchange exchange = answered(Bytes.utf8(text));
        agreement.ask(
            type + " " + body, agreement.entered(exchange, type, Map.of()), Optional.of(exchange));
      }
    }
    for (String text :
        List.of(
            "data:{\"usage\":\r\ndata: " + counts + "}\r\n\r\ndata: [DONE]\r\n\r\n",
            "event: x\ndata\n\n\n\ndata: {\"usage\":" + counts + "}",
            ": comment\n\n\ufeffdata: {\"usage\":" + counts + "}\n\n",
            "\n\n\n")) {
      Exchange exchange = answered(Bytes.utf8(text));
      agreement.ask(text, agreement.entered(exchange, EVENTS, Map.of()), Optional.of(exchange));
    }
    Exchange pieces = answered(Bytes.utf8("x".repeat(200_000)));
    agreement.ask(
        "pieces",
        agreement.entered(pieces, "text/plain", Map.of("usage", "unknown")),
        Optional.of(pieces));
    agreement.ask(
        "embeddings",
        agreement.entered(
            answered(Bytes.utf8("{\"usage\":{\"prompt_tokens\":5}}")),
            "application/json",
            Map.of("endpoint", "/v1/embeddings", "usage", Map.of("input", 5L, "output", 0L))),
        Optional.of(answered(Bytes.utf8("{\"usage\":{\"prompt_tokens\":5}}"))));
    agreement.compare(folder);
    assertThat(agreement.expected().stream().filter(it -> it.startsWith("accepted true")))
        .hasSizeGreaterThan(10);
  }
}
