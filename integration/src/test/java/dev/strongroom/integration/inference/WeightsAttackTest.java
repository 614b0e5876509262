// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.client.ai.ConfidentialModels;
import dev.strongroom.client.ai.ModelRequest;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.host.content.ContentServer;
import dev.strongroom.host.content.OfferedContent;
import dev.strongroom.host.wire.Link;
import dev.strongroom.host.wire.LinkServer;
import dev.strongroom.integration.inference.AttackedGateway.Ended;
import dev.strongroom.model.TinyModel;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A host that brings other weights than the measured configuration names: the gateway doesn't
/// start, says why, and so there is nobody whom a prompt could be sent to.
@Timeout(400)
class WeightsAttackTest {
  private static final int QUESTION = 56;
  private static final int PIECE = 1 << 16;

  @TempDir private static Path folder = Path.of("");
  private static byte[] weights = new byte[0];

  private final AtomicInteger asked = new AtomicInteger();

  @BeforeAll
  static void synthesise() throws IOException {
    Path file = folder.resolve("tiny.gguf");
    weights = TinyModel.synthesise(1).toByteArray();
    Files.write(file, weights);
  }

  private static GatewayEnclave gateway(Path at, LinkServer content) throws Exception {
    Bytes digest = Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(weights));
    return new GatewayEnclave(
        at,
        InstantSource.system(),
        """
        {"models":[{"name":"tiny","backend":"inside"}],
         "backends":{"inside":{"kind":"embedded","weights":{"sha256":"%s","length":%d},
                               "context":256,"threads":1}}}
        """
            .formatted(digest.hex(), weights.length),
        List.of(),
        content);
  }

  /// What a host says in place of the weights; the question's length and beginning are right.
  private interface Bringing {
    void bring(Link link, int from) throws IOException, InterruptedException;
  }

  private LinkServer says(Bringing bringing) {
    return link -> {
      asked.incrementAndGet();
      ByteBuffer question = ByteBuffer.wrap(link.input().readNBytes(QUESTION));
      try {
        bringing.bring(link, (int) question.getLong(48));
        link.endOutput();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  private static void head(Link link, long follow) throws IOException {
    link.output()
        .write(
            ByteBuffer.allocate(16)
                .put("SRCA".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .position(8)
                .putLong(follow)
                .array());
  }

  private void refused(String code, LinkServer content) throws Exception {
    Path at = GatewayEnclave.folder();
    ServiceException refused =
        catchThrowableOfType(ServiceException.class, () -> gateway(at, content).close());
    assertThat(refused).isNotNull();
    assertThat(refused).hasMessageContaining("back end inside: " + code);
    // It listens nowhere.
    assertThat(at.resolve("enclave-8443")).doesNotExist();
  }

  @Test
  void theNamedWeightsAnswer() throws Exception {
    OfferedContent offered = OfferedContent.of(folder.resolve("tiny.gguf"));
    try (GatewayEnclave gateway =
            gateway(GatewayEnclave.folder(), new ContentServer(List.of(offered)));
        AttestedHttpClient http = AttestedHttpClient.create(gateway.appraisal());
        ConfidentialModels models =
            ConfidentialModels.attested(
                    http, URI.create("https://localhost:" + gateway.port() + "/"))
                .build()) {
      Ended ended =
          AttackedGateway.ask(
              models,
              ModelRequest.json(
                  "/v1/completions", "{\"model\":\"tiny\",\"prompt\":\"Hi\",\"max_tokens\":4}"));
      assertThat(ended.status()).as(ended.text()).isEqualTo(200);
    }
  }

  @Test
  void otherBytesUnderTheDigest() throws Exception {
    byte[] other = weights.clone();
    other[other.length / 2] ^= 1;
    refused(
        "content-differs",
        says((link, from) -> {
          head(link, other.length - from);
          link.output().write(other, from, other.length - from);
        }));
    // The host's own server, whose file was exchanged after it was offered.
    Path file = Files.write(folder.resolve("exchanged.gguf"), weights);
    OfferedContent offered = OfferedContent.of(file);
    Files.write(file, other);
    refused("content-differs", new ContentServer(List.of(offered)));
  }

  @Test
  void tooShort() throws Exception {
    refused("content-differs", says((link, from) -> head(link, weights.length - from - 1)));
    // As long as announced, and then again and again less.
    refused(
        "content-unreachable",
        says((link, from) -> {
          head(link, weights.length - from);
          link.output().write(weights, from, Math.min(10, weights.length - from));
        }));
    assertThat(asked.get()).isEqualTo(1 + 16);
  }

  @Test
  void tooLong() throws Exception {
    refused(
        "content-differs",
        says((link, from) -> {
          head(link, weights.length - from + 1L);
          link.output().write(weights, from, weights.length - from);
        }));
    // What comes behind the announced length isn't read: the weights are the named ones.
    byte[] surplus = Arrays.copyOf(weights, weights.length + PIECE);
    try (GatewayEnclave gateway =
        gateway(
            GatewayEnclave.folder(),
            says((link, from) -> {
              head(link, weights.length - from);
              link.output().write(surplus, from, surplus.length - from);
            }))) {
      assertThat(gateway.port()).isPositive();
    }
  }

  @Test
  void absent() throws Exception {
    refused("content-absent", new ContentServer(List.of()));
  }

  /// A byte every tenth of a second.
  @Test
  void dribbling() throws Exception {
    refused(
        "content-late",
        says((link, from) -> {
          head(link, weights.length - from);
          for (int i = from; i < weights.length; i++) {
            link.output().write(weights, i, 1);
            Thread.sleep(100);
          }
        }));
  }
}
