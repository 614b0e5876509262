// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.host.credentials.Credentials;
import dev.strongroom.host.credentials.EnvironmentCredentials;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.signature.ImageSignature;
import dev.strongroom.image.signature.ImageSigner;
import dev.strongroom.image.signature.SigningCertificate;
import dev.strongroom.image.signature.SigningException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Signing by AWS KMS, played by a server here that signs what it is asked to with a real key.
class KmsSigningKeyTest {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
  private static final Measurements MEASURED =
      new Measurements(
          Bytes.fromHex("ab".repeat(48)), Bytes.zeros(48), Bytes.zeros(48), Optional.empty());

  @TempDir private Path folder = Path.of("");
  private HttpServer server;
  private ImageSamples.Signer signer;
  private final AtomicReference<String> refusal = new AtomicReference<>();
  private final AtomicReference<String> target = new AtomicReference<>();

  @BeforeEach
  void start() throws Exception {
    signer = ImageSamples.signer(folder, "secp256r1");
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          TreeMap<String, String> headers = new TreeMap<>();
          for (String name :
              new String[] {
                "content-type", "host", "x-amz-date", "x-amz-security-token", "x-amz-target"
              }) {
            headers.put(name, exchange.getRequestHeaders().getFirst(name));
          }
          String expected =
              new AwsRequestSignature("eu-central-1", "kms")
                  .authorization(
                      new Credentials("AKIDEXAMPLE", "secret", Optional.of("token")),
                      headers,
                      headers.get("x-amz-date"),
                      Bytes.copyOf(body));
          target.set(headers.get("x-amz-target"));
          int status = 200;
          String answer;
          try {
            if (!expected.equals(exchange.getRequestHeaders().getFirst("authorization"))) {
              status = 403;
              answer = "{\"__type\":\"InvalidSignatureException\"}";
            } else if (refusal.get() != null) {
              status = 400;
              answer = refusal.get();
            } else {
              answer = sign(new String(body, StandardCharsets.UTF_8));
            }
          } catch (Exception e) {
            status = 500;
            answer = e.toString();
          }
          byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(status, bytes.length);
          exchange.getResponseBody().write(bytes);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String sign(String body) throws Exception {
    JsonNode request = JsonNode.parse(body);
    assertThat(request.member("KeyId").text()).isEqualTo("a-key");
    assertThat(request.member("MessageType").text()).isEqualTo("DIGEST");
    assertThat(request.member("SigningAlgorithm").text()).isEqualTo("ECDSA_SHA_256");
    Signature signature = Signature.getInstance("NONEwithECDSA");
    signature.initSign((PrivateKey) signer.key());
    signature.update(Base64.getDecoder().decode(request.member("Message").text()));
    return "{\"KeyId\":\"a-key\",\"Signature\":\""
        + Base64.getEncoder().encodeToString(signature.sign())
        + "\",\"SigningAlgorithm\":\"ECDSA_SHA_256\"}";
  }

  private ImageSigner images(String secret) throws Exception {
    return new ImageSigner(
        SigningCertificate.ofDer(Bytes.copyOf(signer.certificate().getEncoded())),
        new KmsSigningKey(
            "a-key",
            "eu-central-1",
            URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
            new EnvironmentCredentials(
                Map.of(
                    "AWS_ACCESS_KEY_ID", "AKIDEXAMPLE",
                    "AWS_SECRET_ACCESS_KEY", secret,
                    "AWS_SESSION_TOKEN", "token")),
            () -> NOW));
  }

  @Test
  void kmsSigns() throws Exception {
    var section = images("secret").sign(MEASURED, NOW);
    assertThat(target).hasValue("TrentService.Sign");
    assertThat(ImageSignature.verify(section, MEASURED, SignatureProvider.jdk(), NOW).problems())
        .isEmpty();
  }

  @Test
  void whatKmsRefusesIsSaid() throws Exception {
    assertThatThrownBy(() -> images("other").sign(MEASURED, NOW))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("403")
        .hasMessageContaining("InvalidSignatureException");
    refusal.set("{\"__type\":\"NotFoundException\"}");
    assertThatThrownBy(() -> images("secret").sign(MEASURED, NOW))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("NotFoundException");
  }

  /// The example "post-vanilla" of Amazon's test suite for Signature Version 4.
  @Test
  void requestsAreSignedAsAmazonSays() {
    TreeMap<String, String> headers = new TreeMap<>();
    headers.put("host", "example.amazonaws.com");
    headers.put("x-amz-date", "20150830T123600Z");
    assertThat(
            new AwsRequestSignature("us-east-1", "service")
                .authorization(
                    new Credentials(
                        "AKIDEXAMPLE",
                        "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
                        Optional.empty()),
                    headers,
                    AwsRequestSignature.date(Instant.parse("2015-08-30T12:36:00Z")),
                    Bytes.EMPTY))
        .isEqualTo(
            "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                + " SignedHeaders=host;x-amz-date,"
                + " Signature=5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
  }
}
