// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.client.fixtures.ModelScript;
import dev.strongroom.client.fixtures.ScriptedGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Receipts that are asked for and kept.
@Timeout(60)
class ReceiptFolderTest {
  private static final List<String> EVENTS = ModelScript.completion(List.of("a", "b"));

  @TempDir private Path folder;

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  private Path only(String end) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(end)).toList();
      assertThat(found).hasSize(1);
      return found.getFirst();
    }
  }

  private ConfidentialModels models(ScriptedGateway gateway, boolean content) throws IOException {
    return gateway
        .models()
        .padding(Padding.KIBIBYTES)
        .receipts(new ReceiptFolder(folder, content), new SecureRandom(), () -> ScriptedGateway.NOW)
        .build();
  }

  @Test
  void keepsSaltDigestsAndReceipt() throws Exception {
    ModelScript script =
        (asked, out) -> {
          if (asked.method().equals("GET")) {
            assertThat(asked.target()).isEqualTo("/v1/receipts/r-2");
            out.write(ModelScript.whole(200, "application/json", "{\"receipt\":1}"));
          } else {
            out.write(ModelScript.streamed(EVENTS));
          }
        };
    try (ScriptedGateway gateway = new ScriptedGateway(script)) {
      try (ConfidentialModels models = models(gateway, true);
          ModelAnswer answer = models.send(ModelRequest.json("/v1/chat/completions", "{}"))) {
        assertThat(answer.body().readAllBytes()).isNotEmpty();
      }
      byte[] sent = gateway.asked().getFirst().body().toByteArray();
      assertThat(sent).hasSize(1024);
      JsonNode asked = JsonNode.parse(Files.readString(only(".asked.json")));
      String salt = asked.member("salt").text();
      assertThat(gateway.asked().getFirst().header("strongroom-receipt")).isEqualTo(salt);
      assertThat(Base64.getUrlDecoder().decode(salt)).hasSize(32);
      assertThat(asked.member("complete").flag()).isTrue();
      assertThat(asked.member("id").text()).isEqualTo("r-2");
      assertThat(asked.member("requestSha256").text()).isEqualTo(sha256(sent));
      assertThat(asked.member("responseSha256").text())
          .isEqualTo(sha256(ModelScript.ascii(String.join("", EVENTS))));
      assertThat(Files.readAllBytes(only(".request"))).isEqualTo(sent);
      assertThat(Files.readString(only(".response"))).isEqualTo(String.join("", EVENTS));
      assertThat(Files.readString(only(".receipt.json"))).isEqualTo("{\"receipt\":1}");
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
              .isEqualTo("rw-------");
        }
      }
    }
  }

  /// Whoever is killed while an answer comes has the salt all the same.
  @Test
  void notesTheSaltBeforeTheAnswerEnds() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{\"a\":1}"));
        ConfidentialModels models = models(gateway, true)) {
      try (ModelAnswer answer = models.send(ModelRequest.json("/v1/completions", "{}"))) {
        AskedFile begun = AskedFile.parse(Bytes.copyOf(Files.readAllBytes(only(".asked.json"))));
        assertThat(gateway.asked().getFirst().header("strongroom-receipt"))
            .isEqualTo(
                Base64.getUrlEncoder().withoutPadding().encodeToString(begun.salt().toByteArray()));
        assertThat(begun.complete()).isFalse();
        assertThat(begun.length()).isZero();
        assertThat(begun.id()).isPresent();
        assertThat(answer.body().readAllBytes()).isNotEmpty();
      }
      AskedFile ended = AskedFile.parse(Bytes.copyOf(Files.readAllBytes(only(".asked.json"))));
      assertThat(ended.complete()).isTrue();
      assertThat(ended.length()).isEqualTo(Files.size(only(".response")));
      assertThatThrownBy(() -> only(".new")).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void namesReceiptsSoThatTheyAreKnown() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{}"));
        ConfidentialModels models = models(gateway, false)) {
      try (ModelAnswer answer = models.send(ModelRequest.json("/v1/completions", "{}"))) {
        assertThat(answer.body().readAllBytes()).isNotEmpty();
      }
      String asked = String.valueOf(only(".asked.json").getFileName());
      String name = asked.substring(0, asked.length() - AskedFile.EXTENSION.length());
      assertThat(ReceiptFolder.namesReceipt(name + ".receipt.json")).isTrue();
      for (String other : List.of(asked, name + ".hop1.receipt.json", "a.receipt.json")) {
        assertThat(ReceiptFolder.namesReceipt(other)).as(other).isFalse();
      }
    }
  }

  @Test
  void keepsNoContentUnlessItIsAskedTo() throws Exception {
    try (ScriptedGateway gateway =
        new ScriptedGateway(ModelScript.json(200, "{\"a\":\"canary\"}"))) {
      try (ConfidentialModels models = models(gateway, false);
          ModelAnswer answer =
              models.send(ModelRequest.json("/v1/completions", "{\"prompt\":\"canary\"}"))) {
        assertThat(answer.body().readAllBytes()).isNotEmpty();
      }
      assertThat(Files.readString(only(".asked.json"))).doesNotContain("canary");
      assertThatThrownBy(() -> only(".request")).isInstanceOf(AssertionError.class);
      assertThatThrownBy(() -> only(".response")).isInstanceOf(AssertionError.class);
    }
  }

  @Test
  void asksForNoneWhereNoModelAnswers() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(ModelScript.json(200, "{}"))) {
      try (ConfidentialModels models = models(gateway, true);
          ModelAnswer answer = models.send(ModelRequest.json("/v1/conversations", "{}"))) {
        assertThat(answer.body().readAllBytes()).isNotEmpty();
      }
      assertThat(gateway.asked()).hasSize(1);
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).isEmpty();
      }
    }
  }

  @Test
  void saysThatAnAnswerWasCutAndThatThereIsNoReceipt() throws Exception {
    ModelScript script =
        (asked, out) -> {
          if (asked.method().equals("GET")) {
            out.write(ModelScript.whole(403, "application/json", "{}"));
          } else {
            out.write(ModelScript.streamHead());
            out.write(ModelScript.chunk(EVENTS.getFirst()));
            throw new IOException("cut");
          }
        };
    try (ScriptedGateway gateway = new ScriptedGateway(script)) {
      try (ConfidentialModels models = models(gateway, false);
          ModelAnswer answer = models.send(ModelRequest.json("/v1/chat/completions", "{}"))) {
        assertThatThrownBy(() -> answer.body().readAllBytes())
            .isInstanceOf(AnswerCutException.class);
      }
      JsonNode asked = JsonNode.parse(Files.readString(only(".asked.json")));
      assertThat(asked.member("complete").flag()).isFalse();
      assertThat(Files.readString(only(".no-receipt.txt"))).contains("403");
    }
  }
}
