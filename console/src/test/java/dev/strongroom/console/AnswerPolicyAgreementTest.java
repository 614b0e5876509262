// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import static dev.strongroom.console.AnswerAgreement.EVENTS;
import static dev.strongroom.console.AnswerAgreement.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.ledger.fixtures.FakeAnswer;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.inference.Exchange;
import dev.strongroom.ledger.inference.ResponseChunks;
import dev.strongroom.ledger.inference.ResponseTree;
import dev.strongroom.ledger.receipt.Receipt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Both verifiers come to one verdict on models' answers also where an entry says something else,
/// and under all forms of policies.
class AnswerPolicyAgreementTest {
  private static final Exchange EXCHANGE = FakeAnswer.EXCHANGE;

  private static FakeDeployment deployment;

  private final AnswerAgreement agreement = new AnswerAgreement(deployment);

  @TempDir private Path folder;

  @BeforeAll
  static void build() throws Exception {
    assumeTrue(BrowserVerifier.installed(), "skipped: needs the package nodejs");
    deployment = FakeDeployment.create();
  }

  private static String inference(String models, String backends, String more) {
    return "{\"models\":%s,\"backends\":%s,\"hops\":{\"ignore\":\"a test\"}%s}"
        .formatted(models, backends, more);
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
      Receipt receipt = agreement.entered(EXCHANGE, EVENTS, said);
      agreement.ask(said + "", receipt, Optional.of(EXCHANGE));
      for (String under : policies()) {
        agreement.ask(
            said + " under " + under,
            receipt,
            Optional.of(EXCHANGE),
            agreement.policy().with("inference", under));
      }
    }
    agreement.compare(folder);
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
    Receipt receipt = agreement.entered(EXCHANGE, EVENTS, Map.of());
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
      agreement.ask(
          part, receipt, Optional.of(EXCHANGE), agreement.policy().with("inference", part));
    }
    agreement.compare(folder);
    assertThat(agreement.expected()).containsOnly("malformed policy");
  }
}
