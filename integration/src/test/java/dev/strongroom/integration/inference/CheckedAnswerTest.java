// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.client.ai.AskedFile;
import dev.strongroom.client.ai.ConfidentialModels;
import dev.strongroom.client.ai.ModelAnswer;
import dev.strongroom.client.ai.ModelRequest;
import dev.strongroom.client.ai.Padding;
import dev.strongroom.client.ai.ReceiptFolder;
import dev.strongroom.enclave.inference.InferenceService;
import dev.strongroom.integration.notary.Command;
import dev.strongroom.integration.notary.PolicyText;
import dev.strongroom.ledger.answer.AnswerVerdict;
import dev.strongroom.ledger.answer.AnswerVerifier;
import dev.strongroom.ledger.answer.KeptAnswer;
import dev.strongroom.ledger.inference.Exchange;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptPolicyFile;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import dev.strongroom.testkit.EnclaveSettings;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A genuine answer through two gateways, each in an enclave with a ledger of its own, kept as
/// `strongroom ai --receipts` keeps it, and then checked by what was kept alone.
@Timeout(300)
class CheckedAnswerTest {
  private static final int TOKENS = 3;
  private static final String ASKED =
      "{\"model\":\"tiny\",\"stream\":true,\"temperature\":0.70,\"messages\":[{\"content\":\"secret\"}]}";

  @TempDir private Path folder;

  private final ModelInside model = new ModelInside(TOKENS);
  private EnclaveUnderTest server;
  private EnclaveUnderTest middle;
  private EnclaveUnderTest front;

  @BeforeEach
  void start() throws IOException {
    server = EnclaveUnderTest.start(model);
    middle = gatewayTo(server);
    front = gatewayTo(middle);
  }

  @AfterEach
  void stop() throws IOException {
    front.close();
    middle.close();
    server.close();
  }

  private static EnclaveUnderTest gatewayTo(EnclaveUnderTest behind) throws IOException {
    String address = behind.uri().getHost() + ":" + behind.uri().getPort();
    return EnclaveUnderTest.start(
        new InferenceService(),
        new EnclaveSettings(
            List.of(address),
            Map.of(
                "ledger",
                "{\"origin\":\"example.com/log\",\"quorum\":0}",
                "inference",
                """
                {"models":[{"name":"tiny","backend":"far"}],
                 "backends":{"far":{"kind":"attested","address":"%s","reattest":"PT10M",
                                    "identityKey":"%s","policy":%s}}}
                """
                    .formatted(address, identity(behind), PolicyText.of(behind)))));
  }

  private static String identity(EnclaveUnderTest enclave) {
    return enclave.policy().identityKey().orElseThrow().hex();
  }

  /// Demands this enclave's program, and that it asked that back end.
  private static String policy(EnclaveUnderTest gateway, EnclaveUnderTest behind, String hops) {
    return """
    {"version": 1, "kind": "receipt",
     "logs": {"ignore": "the enclave's evidence binds the log's key"},
     "enclave": {"require": %s},
     "witnesses": {"ignore": "none"}, "timestamps": {"ignore": "none"}, "time": {"ignore": "any"},
     "inference": {
       "models": {"require": ["tiny"]},
       "backends": {"require": [
         {"kind": "attested", "simulated": {"allow": "a test"},
          "evidence": {"require": {"kinds": ["nitro-enclave"], "identityKeys": ["%s"]}}}]}%s}}
    """
        .formatted(PolicyText.of(gateway), identity(behind), hops);
  }

  private Path ask(boolean content) throws Exception {
    Path answers = folder.resolve("answers");
    model.permitted().release(TOKENS);
    try (ConfidentialModels models =
            ConfidentialModels.attested(front.client(), front.uri())
                .padding(Padding.POWERS_OF_TWO)
                .receipts(
                    new ReceiptFolder(answers, content), new SecureRandom(), InstantSource.system())
                .build();
        ModelAnswer answer = models.send(ModelRequest.json("/v1/chat/completions", ASKED))) {
      assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
          .endsWith("data: [DONE]\n\n");
    }
    return answers;
  }

  private static Path only(Path in, String end) throws IOException {
    try (Stream<Path> files = Files.list(in)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(end)).toList();
      assertThat(found).as(end).hasSize(1);
      return found.getFirst();
    }
  }

  private static Bytes bytes(Path file) throws IOException {
    return Bytes.copyOf(Files.readAllBytes(file));
  }

  @Test
  void whatWasKeptShowsWhatEachGatewayAttested() throws Exception {
    Path answers = ask(true);
    String name = only(answers, ".asked.json").toString().replace(AskedFile.EXTENSION, "");
    Receipt near = Receipt.parse(bytes(Path.of(name + ".receipt.json")));
    Receipt far = Receipt.parse(bytes(Path.of(name + ".hop1.receipt.json")));
    Exchange exchange =
        new Exchange(
            AskedFile.parse(bytes(Path.of(name + AskedFile.EXTENSION))).salt(),
            bytes(Path.of(name + ".request")),
            bytes(Path.of(name + ".response")));
    assertThat(exchange.request().length()).isEqualTo(1024);
    String text =
        policy(front, middle, ", \"hops\": {\"require\": [" + policy(middle, server, "") + "]}");
    AnswerVerifier verifier =
        new AnswerVerifier(
            ReceiptVerifier.create(
                Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(8)),
                ReceiptCache.none()));
    AnswerVerdict verdict =
        verifier.explain(
            new KeptAnswer(near, Optional.of(exchange), List.of(far)),
            ReceiptPolicyFile.parse(text),
            Instant.now());
    assertThat(verdict.firstFailure()).isEmpty();
    assertThat(verdict.hops()).hasSize(1);
    // The last back end is no gateway, so it has no receipt to name.
    assertThat(verdict.unproven()).anyMatch(it -> it.contains("What is behind back end far"));
    checksByTheCommand(answers, name, text);
  }

  private void checksByTheCommand(Path answers, String name, String text) throws Exception {
    Path policy = Files.writeString(folder.resolve("receipts.json"), text);
    String[] check = {"check", answers.toString(), "--policy", policy.toString()};
    Command good = Command.run(folder, check);
    assertThat(good.out())
        .contains("ACCEPTED  SIMULATED", "1 receipts: 1 accepted (0 of them not compared");
    assertThat(good.status()).isZero();
    Path response = Path.of(name + ".response");
    byte[] body = Files.readAllBytes(response);
    body[7] ^= 1;
    Files.write(response, body);
    Command bad = Command.run(folder, check);
    assertThat(bad.out()).contains("REFUSED", "inference.kept: the response");
    assertThat(bad.status()).isEqualTo(1);
    body[7] ^= 1;
    Files.write(response, body);
    Files.writeString(policy, text.replace(identity(server), "00".repeat(32)));
    Command other = Command.run(folder, check);
    assertThat(other.out()).contains("policy.backend: the deployment " + identity(server));
    assertThat(other.status()).isEqualTo(1);
  }
}
