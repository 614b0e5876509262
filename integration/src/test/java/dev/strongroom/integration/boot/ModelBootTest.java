// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.host.content.OfferedContent;
import dev.strongroom.integration.ServiceJars;
import dev.strongroom.ledger.inference.InferenceReceipt;
import dev.strongroom.ledger.inference.InferenceStatement;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptPolicyFile;
import dev.strongroom.ledger.verification.ReceiptVerdict;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import dev.strongroom.model.TinyModel;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// An image with the gateway and llama.cpp in it, booted on QEMU's machine: the host brings the
/// weights, and a client gets an answer over the attested channel, and its receipt. All of it is
/// EMULATED, so it protects nothing. Needs what `emulator/test model` makes.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelBootTest {
  private static final String LIBRARY = "de/kherud/llama/Linux/x86_64/libjllama.so";

  private static final String ASKED =
      """
      {"model":"tiny","messages":[{"role":"user","content":"Hi"}],"max_tokens":6,"seed":7}\
      """;

  private static final Bytes SALT = Bytes.utf8("z".repeat(32));

  private @Nullable EmulatedEnclave enclave;
  private Path image = Path.of("");
  private String weights = "";

  @BeforeAll
  void boot(@TempDir Path folder) throws Exception {
    if (!Boolean.getBoolean("strongroom.boot")) {
      String message = "NOT TESTED: no image with a model was booted; emulator/test model does";
      System.err.println(message);
      Assumptions.abort(message);
    }
    Path model = folder.resolve("tiny.gguf");
    Files.write(model, TinyModel.synthesise(1).toByteArray());
    OfferedContent offered = OfferedContent.of(model);
    weights = offered.sha256().hex();
    Path project = Files.createDirectory(folder.resolve("project"));
    Files.writeString(project.resolve("strongroom.yaml"), project(weights, offered.length()));
    Strongroom strongroom = Strongroom.in(folder);
    fill(project, strongroom);
    image = folder.resolve("model.eif");
    strongroom.run("build", project.toString(), "-o", image.toString());
    enclave =
        EmulatedEnclave.boot(
            strongroom, image, folder.resolve("state"), "--offer", model.toString());
  }

  /// The example of `docs/models.md`, for the emulated machine.
  private static String project(String sha256, long length) {
    return """
    version: 1
    name: model
    jars: [lib]
    files: { native/libjllama.so: native/libjllama.so }
    libraries: [libgomp.so.1]
    java:
      options:
        - "-Xmx128m"
        - "--enable-native-access=ALL-UNNAMED"
        - "-Dstrongroom.llama.library=/app/files/native/libjllama.so"
    memory: 512
    deployment: model
    rootSecret: { source: simulated }
    evidence: simulated
    settings:
      ledger: { origin: emulated/model, quorum: 0 }
      inference:
        models: [{ name: tiny, backend: inside }]
        backends:
          inside:
            kind: embedded
            weights: { sha256: "%s", length: %d }
            context: 256
            threads: 1
    """
        .formatted(sha256, length);
  }

  /// With the gateway's jars that the runtime hasn't got, and the library out of its own, which
  /// stays outside: its classes aren't used.
  private static void fill(Path project, Strongroom strongroom) throws IOException {
    Path lib = Files.createDirectory(project.resolve("lib"));
    for (String jar : ServiceJars.gateway().split(File.pathSeparator, -1)) {
      String name = String.valueOf(Path.of(jar).getFileName());
      if (!Files.exists(strongroom.runtime().resolve(name)) && !name.matches("llama-[0-9].*")) {
        Files.copy(Path.of(jar), lib.resolve(name));
      }
    }
    Path library = Files.createDirectory(project.resolve("native")).resolve("libjllama.so");
    try (InputStream in = ModelBootTest.class.getClassLoader().getResourceAsStream(LIBRARY)) {
      Files.copy(Objects.requireNonNull(in), library);
    }
  }

  @AfterAll
  void end() {
    if (enclave != null) {
      enclave.close();
    }
  }

  @Test
  void theBillSaysWhereTheLibraryComesFrom() throws Exception {
    String bill = Files.readString(image.resolveSibling("model.eif.sbom.json"));
    assertThat(bill).contains("usr/lib/libgomp.so.1", "pkg:deb/debian/libgomp1@");
  }

  @Test
  void aClientGetsAnAnswerAndItsReceiptOverTheAttestedChannel() throws Exception {
    EmulatedEnclave booted = Objects.requireNonNull(enclave);
    try (AttestedHttpClient client = booted.client()) {
      long start = System.nanoTime();
      HttpResponse<String> answer = ask(booted, client);
      System.err.printf(
          "EMULATED: an answer of a model inside an image after %.1f s%n",
          (System.nanoTime() - start) / 1e9);
      JsonNode said = JsonNode.parseWithNulls(answer.body());
      JsonNode choice = said.member("choices").items().getFirst();
      assertThat(choice.member("message").member("content").text()).isNotEmpty();
      assertThat(said.member("usage").member("completion_tokens").integer(1, 6)).isPositive();
      Receipt receipt = receipt(booted, client, answer);
      InferenceStatement statement =
          InferenceReceipt.verify(
              receipt.entry(), SALT, Bytes.utf8(ASKED), Bytes.utf8(answer.body()));
      assertThat(statement.backend().kind()).isEqualTo("embedded");
      assertThat(statement.backend().weights().orElseThrow().hex()).isEqualTo(weights);
      ReceiptVerdict verdict = verdict(receipt, Files.readString(Path.of(booted.shown("policy"))));
      assertThat(verdict.accepted()).as(String.valueOf(verdict.checks())).isTrue();
      // By the same seed, the same words.
      JsonNode again = JsonNode.parseWithNulls(ask(booted, client).body());
      assertThat(again.member("choices").items().getFirst().member("message").value())
          .isEqualTo(choice.member("message").value());
    }
  }

  private static HttpResponse<String> ask(EmulatedEnclave booted, AttestedHttpClient client)
      throws Exception {
    HttpResponse<String> answer =
        client.send(
            booted
                .request("/v1/chat/completions")
                .header("content-type", "application/json")
                .header(
                    "strongroom-receipt",
                    Base64.getUrlEncoder().withoutPadding().encodeToString(SALT.toByteArray()))
                .POST(BodyPublishers.ofString(ASKED))
                .build(),
            BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer;
  }

  private static Receipt receipt(
      EmulatedEnclave booted, AttestedHttpClient client, HttpResponse<String> answer)
      throws Exception {
    String id = answer.headers().firstValue("strongroom-request-id").orElseThrow();
    HttpResponse<String> receipt =
        client.send(booted.request("/v1/receipts/" + id).build(), BodyHandlers.ofString());
    assertThat(receipt.statusCode()).as(receipt.body()).isEqualTo(200);
    return Receipt.parse(Bytes.utf8(receipt.body()));
  }

  /// What somebody says of the receipt who accepts this very image, and asks for no witness.
  private static ReceiptVerdict verdict(Receipt receipt, String image) throws Exception {
    String policy =
        """
        {
          "version": 1,
          "kind": "receipt",
          "logs": { "ignore": "the enclave's evidence binds the log's key" },
          "enclave": { "require": %s },
          "witnesses": { "ignore": "there are none on this emulated machine" },
          "timestamps": { "ignore": "none are asked for" },
          "time": { "ignore": "of any time" }
        }
        """
            .formatted(image);
    return ReceiptVerifier.create(
            Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(16)),
            ReceiptCache.ofCapacity(16, 16))
        .explain(receipt, ReceiptPolicyFile.parse(policy), Optional.empty(), Instant.now());
  }
}
