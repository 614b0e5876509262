// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.client.ai.AnswerRefusedException.Refusal;
import dev.strongroom.client.fixtures.ModelScript;
import dev.strongroom.client.fixtures.ScriptedBalancer;
import dev.strongroom.client.fixtures.ScriptedBalancer.Answer;
import dev.strongroom.client.fixtures.ScriptedBalancer.Meddling;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Encrypted messages through a balancer that does what it likes.
@Timeout(120)
class EncryptedModelsTest {
  private static final ModelRequest ASKED =
      ModelRequest.json("/v1/chat/completions", "{\"model\":\"tiny\"}");
  private static final List<String> EVENTS = ModelScript.completion(List.of("Hel", "lo"));

  /// Magic, version and salt, in front of the chunks.
  private static final int HEADER = 4 + 1 + 32;

  private ScriptedBalancer balancer;
  private ConfidentialModels models;

  @BeforeEach
  void start() throws IOException {
    balancer = new ScriptedBalancer();
    balancer.answer(new Answer(200, "text/event-stream", EVENTS));
    models = balancer.models().build();
  }

  @AfterEach
  void stop() throws IOException {
    models.close();
    balancer.close();
  }

  /// What can be read of an answer.
  private String read() throws Exception {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    readInto(read);
    return read.toString(StandardCharsets.UTF_8);
  }

  private void readInto(ByteArrayOutputStream read) throws Exception {
    try (ModelAnswer answer = models.send(ASKED);
        InputStream body = answer.body()) {
      byte[] part = new byte[64];
      for (int n = body.read(part); n >= 0; n = body.read(part)) {
        read.write(part, 0, n);
      }
    }
  }

  private static List<byte[]> chunks(byte[] message) {
    List<byte[]> chunks = new ArrayList<>();
    for (int at = HEADER; at < message.length; ) {
      int plain = ((message[at + 1] & 0xff) << 8) | (message[at + 2] & 0xff);
      int end = at + 3 + plain + 16;
      chunks.add(Arrays.copyOfRange(message, at, end));
      at = end;
    }
    return chunks;
  }

  private static byte[] message(byte[] like, List<byte[]> chunks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(like, 0, HEADER);
    chunks.forEach(out::writeBytes);
    return out.toByteArray();
  }

  /// An error, and before it nothing but the beginning of the true answer, in whole events.
  private void refused(Meddling meddling, Class<? extends IOException> as) {
    balancer.meddle(meddling);
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    assertThatThrownBy(() -> readInto(read)).isInstanceOf(as);
    String text = read.toString(StandardCharsets.UTF_8);
    assertThat(String.join("", EVENTS)).startsWith(text);
    assertThat(text.isEmpty() || text.endsWith("\n\n")).isTrue();
  }

  @Test
  void streamsAnswersThatOnlyTheClientCanRead() throws Exception {
    AtomicReference<byte[]> wire = new AtomicReference<>();
    balancer.meddle((honest, out) -> {
      wire.set(honest);
      ScriptedBalancer.pass(honest, out);
    });
    assertThat(read()).isEqualTo(String.join("", EVENTS));
    assertThat(balancer.opened()).containsExactly("{\"model\":\"tiny\"}");
    assertThat(new String(wire.get(), StandardCharsets.ISO_8859_1)).doesNotContain("completion");
  }

  @Test
  void errorsComeEncryptedToo() throws Exception {
    balancer.answer(new Answer(429, "application/json", List.of("{\"error\":{}}")));
    try (ModelAnswer answer = models.send(ASKED)) {
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.by().way()).isEqualTo(VerifiedGateway.Way.ENCRYPTED_MESSAGES);
      assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("{\"error\":{}}");
    }
  }

  @Test
  void aPlainAnswerIsNobodys() {
    for (int status : new int[] {200, 400, 401, 500, 502}) {
      balancer.meddle(
          (_, out) -> out.write(ModelScript.whole(status, "application/json", "{\"choices\":[]}")));
      assertThatThrownBy(this::read)
          .isInstanceOfSatisfying(
              AnswerRefusedException.class,
              e -> assertThat(e.refusal()).isEqualTo(Refusal.NOT_ENCRYPTED));
    }
  }

  @Test
  void replayedReorderedAndSplicedChunksAreRefused() throws Exception {
    AtomicReference<byte[]> other = new AtomicReference<>();
    balancer.meddle((honest, out) -> {
      other.set(honest);
      ScriptedBalancer.pass(honest, out);
    });
    assertThat(read()).isNotEmpty();
    int count = chunks(other.get()).size();
    assertThat(count).isEqualTo(EVENTS.size() + 2);
    for (int i = 0; i < count; i++) {
      int at = i;
      // Twice.
      refused(changed(chunks -> chunks.add(at, chunks.get(at))), IOException.class);
      // Left out.
      refused(changed(chunks -> chunks.remove(at)), IOException.class);
      // In the other's place.
      if (i + 1 < count) {
        refused(changed(chunks -> Collections.swap(chunks, at, at + 1)), IOException.class);
      }
      // From another answer.
      refused(
          changed(chunks -> chunks.set(at, chunks(other.get()).get(at))),
          AnswerRefusedException.class);
    }
    // An earlier answer as a whole.
    refused(
        (_, out) -> ScriptedBalancer.pass(Objects.requireNonNull(other.get()), out),
        AnswerRefusedException.class);
  }

  /// A change to the list of chunks.
  @FunctionalInterface
  private interface Change {
    void to(List<byte[]> chunks);
  }

  private static Meddling changed(Change change) {
    return (honest, out) -> {
      List<byte[]> chunks = chunks(honest);
      change.to(chunks);
      ScriptedBalancer.pass(message(honest, chunks), out);
    };
  }

  @Test
  void noCutAndNoChangedByteGoesUnnoticed() {
    int length = 420;
    for (int i = 0; i < length; i += 7) {
      int at = i;
      refused(
          (honest, out) -> ScriptedBalancer.pass(Arrays.copyOf(honest, at), out),
          IOException.class);
      refused(
          (honest, out) -> {
            honest[at] ^= 4;
            ScriptedBalancer.pass(honest, out);
          },
          IOException.class);
    }
    // Something after the end.
    refused(
        (honest, out) -> ScriptedBalancer.pass(Arrays.copyOf(honest, honest.length + 1), out),
        AnswerRefusedException.class);
  }

  @Test
  void verifiesNewKeysWhenTheGatewayWasStartedAnew() throws Exception {
    assertThat(read()).isNotEmpty();
    balancer.reboot();
    assertThat(read()).isEqualTo(String.join("", EVENTS));
    assertThat(balancer.opened()).hasSize(2);
  }

  @Test
  void doesntSendAgainForABalancerThatClaimsAnUnknownKey() {
    balancer.meddle((_, out) -> out.write(ModelScript.whole(400, "text/plain", "unknown-key\n")));
    assertThatThrownBy(this::read)
        .isInstanceOfSatisfying(
            AnswerRefusedException.class,
            e -> assertThat(e.refusal()).isEqualTo(Refusal.NOT_ENCRYPTED));
    assertThat(balancer.opened()).hasSize(1);
  }

  @Test
  void sendsNothingToKeysThatArentVerified() {
    try (ConfidentialModels strict = balancer.modelsOfAnotherVendor().build()) {
      assertThatThrownBy(() -> strict.send(ASKED))
          .isInstanceOfSatisfying(
              GatewayNotVerifiedException.class,
              e -> assertThat(e.code()).isEqualTo("evidence-refused"));
    }
    assertThat(balancer.opened()).isEmpty();
  }
}
