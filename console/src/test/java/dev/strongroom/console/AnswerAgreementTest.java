// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static dev.strongroom.ledger.fixtures.FakeDeployment.ENTERED;
import static dev.strongroom.ledger.fixtures.FakeDeployment.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.ledger.answer.AnswerVerdict;
import dev.strongroom.ledger.answer.AnswerVerifier;
import dev.strongroom.ledger.answer.KeptAnswer;
import dev.strongroom.ledger.fixtures.FakeAnswer;
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
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The verifier in the page comes to the Java verifier's verdict on models' answers: check by
/// check, detail by detail.
class AnswerAgreementTest {
  private static final String EVENTS = "text/event-stream";
  private static final Exchange EXCHANGE = FakeAnswer.EXCHANGE;

  private static FakeDeployment deployment;
  private static ReceiptPolicyText policy;

  private final AnswerVerifier verifier =
      new AnswerVerifier(
          ReceiptVerifier.create(
              Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(8)),
              ReceiptCache.ofCapacity(64, 64)));
  private final List<String> names = new ArrayList<>();
  private final List<String> questions = new ArrayList<>();
  private final List<String> expected = new ArrayList<>();

  @TempDir private Path folder;

  @BeforeAll
  static void build() throws Exception {
    assumeTrue(BrowserVerifier.installed(), "skipped: needs the package nodejs");
    deployment = FakeDeployment.create();
    policy = ReceiptPolicyText.of(deployment.nitro().simulatedAnchor());
  }

  private static String inference(String models, String backends, String more) {
    return "{\"models\":%s,\"backends\":%s,\"hops\":{\"ignore\":\"a test\"}%s}"
        .formatted(models, backends, more);
  }

  /// An answer's entry.
  ///
  /// @param said after its digests were made
  private static Receipt entered(Exchange exchange, String type, Map<String, ?> said)
      throws Exception {
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

  private static Map<String, Object> response(String type, ResponseTree tree, Map<String, ?> more) {
    Map<String, Object> response = new HashMap<>();
    response.put("status", 200L);
    response.put("type", type);
    response.put("chunks", tree.size());
    response.put("root", tree.root().hex());
    response.put("complete", true);
    response.putAll(more);
    return response;
  }

  private void ask(String name, Receipt receipt, Optional<Exchange> exchange) {
    ask(name, receipt, exchange, policy);
  }

  private void ask(
      String name, Receipt receipt, Optional<Exchange> exchange, ReceiptPolicyText under) {
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

  private void compare() throws Exception {
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

  @Test
  void onWhatWasAskedAndAnswered() throws Exception {
    Receipt receipt = entered(EXCHANGE, EVENTS, Map.of());
    ask("good", receipt, Optional.of(EXCHANGE));
    ask("nothing kept", receipt, Optional.empty());
    ask("no answer", proof(), Optional.of(EXCHANGE));
    ask("a short salt", receipt, Optional.of(with(EXCHANGE.salt().slice(0, 31))));
    ask("another salt", receipt, Optional.of(with(Bytes.zeros(32))));
    for (int i = 0; i < EXCHANGE.response().length(); i += 5) {
      byte[] changed = EXCHANGE.response().toByteArray();
      changed[i] ^= 1;
      ask("byte " + i, receipt, Optional.of(answered(Bytes.copyOf(changed))));
      ask("cut at " + i, receipt, Optional.of(answered(EXCHANGE.response().slice(0, i))));
    }
    byte[] longer =
        Arrays.copyOf(EXCHANGE.response().toByteArray(), EXCHANGE.response().length() + 1);
    ask("longer", receipt, Optional.of(answered(Bytes.copyOf(longer))));
    ask("another request", receipt, Optional.of(asked("{\"model\":\"tiny\"}")));
    compare();
    assertThat(expected.getFirst()).startsWith("accepted true|simulated true");
    assertThat(expected.subList(2, expected.size()))
        .allMatch(it -> it.startsWith("accepted false"));
  }

  private static Receipt proof() throws Exception {
    return new ReceiptEdits(deployment.receipt()).simulated(true);
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
      ask(request, entered(exchange, EVENTS, Map.of()), Optional.of(exchange));
    }
    ask(
        "a form",
        entered(EXCHANGE, EVENTS, Map.of("endpoint", "/v1/audio/transcriptions")),
        Optional.of(EXCHANGE));
    Map<String, String> all = Map.of("top_p", "1", "seed", "7", "n", "2", "temperature", "0.70");
    ask("sampling", entered(EXCHANGE, EVENTS, Map.of("sampling", all)), Optional.of(EXCHANGE));
    ask("none", entered(EXCHANGE, EVENTS, Map.of("sampling", Map.of())), Optional.of(EXCHANGE));
    compare();
    assertThat(expected.stream().filter(it -> it.startsWith("accepted true")))
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
        ask(type + " " + body, entered(exchange, type, Map.of()), Optional.of(exchange));
      }
    }
    for (String text :
        List.of(
            "data:{\"usage\":\r\ndata: " + counts + "}\r\n\r\ndata: [DONE]\r\n\r\n",
            "event: x\ndata\n\n\n\ndata: {\"usage\":" + counts + "}",
            ": comment\n\n\ufeffdata: {\"usage\":" + counts + "}\n\n",
            "\n\n\n")) {
      Exchange exchange = answered(Bytes.utf8(text));
      ask(text, entered(exchange, EVENTS, Map.of()), Optional.of(exchange));
    }
    Exchange pieces = answered(Bytes.utf8("x".repeat(200_000)));
    ask("pieces", entered(pieces, "text/plain", Map.of("usage", "unknown")), Optional.of(pieces));
    ask(
        "embeddings",
        entered(
            answered(Bytes.utf8("{\"usage\":{\"prompt_tokens\":5}}")),
            "application/json",
            Map.of("endpoint", "/v1/embeddings", "usage", Map.of("input", 5L, "output", 0L))),
        Optional.of(answered(Bytes.utf8("{\"usage\":{\"prompt_tokens\":5}}"))));
    compare();
    assertThat(expected.stream().filter(it -> it.startsWith("accepted true")))
        .hasSizeGreaterThan(10);
  }

  @Test
  void onEntriesThatSaySomethingElse() throws Exception {
    ResponseTree tree = new ResponseTree(EXCHANGE.salt());
    ResponseChunks.split(EVENTS, EXCHANGE.response()).forEach(tree::add);
    Map<String, Object> backend = Map.of("name", "far", "kind", "attested");
    Map<String, Object> evidence = evidence(false);
    List<Map<String, ?>> all =
        List.of(
            Map.of("model", "other"),
            Map.of("model", " "),
            Map.of("x", 5L),
            Map.of("request", "00".repeat(32)),
            Map.of("request", "AB".repeat(32)),
            Map.of("usage", "none"),
            Map.of("usage", Map.of("input", -1L, "output", 0L)),
            Map.of("usage", "unknown"),
            Map.of("sampling", List.of()),
            Map.of("response", response(EVENTS, tree, Map.of("complete", false))),
            Map.of("response", response(EVENTS, tree, Map.of("problem", "cut-short"))),
            Map.of("response", broken(tree)),
            Map.of("response", response(EVENTS, tree, Map.of("status", 600L))),
            Map.of("response", response(EVENTS, tree, Map.of("chunks", (1L << 20) + 1))),
            Map.of("response", response("", tree, Map.of())),
            Map.of("backend", backend),
            Map.of("backend", more(backend, "receipt", "far")),
            Map.of("backend", more(backend, "receipt", "f r")),
            Map.of("backend", more(backend, "evidence", evidence)),
            Map.of("backend", more(backend, "evidence", evidence(true))),
            Map.of("backend", more(backend, "evidence", more(evidence, "x", 1L))),
            Map.of(
                "backend",
                Map.of("name", "inside", "kind", "embedded", "weights", "ab".repeat(32))),
            Map.of("backend", Map.of("name", "beside", "kind", "loopback")));
    for (Map<String, ?> said : all) {
      Receipt receipt = entered(EXCHANGE, EVENTS, said);
      ask(said + "", receipt, Optional.of(EXCHANGE));
      for (String under : policies()) {
        ask(
            said + " under " + under,
            receipt,
            Optional.of(EXCHANGE),
            policy.with("inference", under));
      }
    }
    compare();
  }

  private static Map<String, Object> evidence(boolean simulated) {
    return Map.of(
        "kind",
        "sev-snp",
        "sha256",
        "cd".repeat(32),
        "identityKey",
        "ef".repeat(32),
        "simulated",
        simulated);
  }

  private static Map<String, Object> broken(ResponseTree tree) {
    return response(EVENTS, tree, Map.of("problem", "cut-short", "complete", false));
  }

  private static Map<String, Object> more(Map<String, ?> members, String name, Object value) {
    Map<String, Object> all = new HashMap<>(members);
    all.put(name, value);
    return all;
  }

  /// Parts `inference` of policies, and what is none.
  private static List<String> policies() {
    String any = "{\"ignore\":\"a test\"}";
    List<String> all =
        new ArrayList<>(
            List.of(
                inference("{\"require\":[\"tiny\",\"x\"]}", any, ""),
                inference(any, any, ",\"incomplete\":{\"allow\":\"a test\"}")));
    for (String backend :
        List.of(
            "{\"kind\":\"loopback\"}",
            "{\"kind\":\"embedded\",\"weights\":{\"ignore\":\"x\"}}",
            "{\"kind\":\"embedded\",\"weights\":{\"require\":[\"" + "AB".repeat(32) + "\"]}}",
            "{\"kind\":\"embedded\",\"weights\":{\"require\":[\"" + "00".repeat(32) + "\"]}}",
            "{\"kind\":\"attested\",\"evidence\":{\"ignore\":\"x\"}}",
            "{\"kind\":\"attested\",\"evidence\":{\"require\":{\"kinds\":[\"tdx\"]}}}",
            "{\"kind\":\"attested\",\"simulated\":{\"allow\":\"x\"},\"evidence\":{\"require\":"
                + "{\"kinds\":[\"sev-snp\"],\"sha256\":[\""
                + "cd".repeat(32)
                + "\"]}}}",
            "{\"kind\":\"attested\",\"evidence\":{\"require\":{\"identityKeys\":[\""
                + "00".repeat(32)
                + "\"]}}},{\"kind\":\"tinfoil\",\"evidence\":{\"ignore\":\"x\"}}")) {
      all.add(inference(any, "{\"require\":[" + backend + "]}", ""));
    }
    return all;
  }

  @Test
  void onPoliciesThatAreNone() throws Exception {
    Receipt receipt = entered(EXCHANGE, EVENTS, Map.of());
    String any = "{\"ignore\":\"a test\"}";
    for (String part :
        List.of(
            "{}",
            "{\"models\":" + any + ",\"backends\":" + any + "}",
            inference("{}", any, ""),
            inference("{\"require\":[]}", any, ""),
            inference("{\"require\":[5]}", any, ""),
            inference("{\"require\":[\"a\"],\"ignore\":\"x\"}", any, ""),
            inference(any, any, ",\"x\":1"),
            inference(any, any, ",\"incomplete\":true"),
            inference(any, any, ",\"incomplete\":{\"allow\":\" \"}"),
            inference(any, "{\"require\":[{\"kind\":\"other\"}]}", ""),
            inference(any, "{\"require\":[{\"kind\":\"loopback\",\"weights\":" + any + "}]}", ""),
            inference(any, "{\"require\":[{\"kind\":\"embedded\"}]}", ""),
            inference(
                any,
                "{\"require\":[{\"kind\":\"embedded\",\"weights\":{\"require\":[\"0\"]}}]}",
                ""),
            inference(
                any, "{\"require\":[{\"kind\":\"attested\",\"evidence\":{\"require\":{}}}]}", ""),
            inference(
                any,
                "{\"require\":[{\"kind\":\"tinfoil\",\"evidence\":{\"require\":{\"kinds\":[\"A\"]}}}]}",
                ""))) {
      ask(part, receipt, Optional.of(EXCHANGE), policy.with("inference", part));
    }
    compare();
    assertThat(expected).containsOnly("malformed policy");
  }
}
