// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.ReferenceValues;
import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.AttestedConnector;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.HttpsAttestation;
import dev.strongroom.channel.ServerCertificate;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.keys.EnclaveKeys;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.simulated.SimulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import dev.strongroom.enclave.runtime.simulated.SimulatedRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The whole server, reached as the host reaches it.
class EnclaveServerTest {
  private static final InstantSource CLOCK = InstantSource.system();

  private final SecureRandom random = new SecureRandom();
  private Path folder = Path.of("");
  private SimulatedImage image = new SimulatedImage(new TreeMap<>());
  private SimulatedDevice device =
      new SimulatedDevice(image, SimulatedRoot.generate(CLOCK.instant(), random), CLOCK, random);
  private EnclaveKeys keys = keys();
  private ServerCertificate certificate = certificate();
  private EnclaveServer server =
      new EnclaveServer(Path.of("unused"), certificate, keys, _ -> Response.text(200, ""));
  private Wire wire = Wire.unopened();

  private EnclaveKeys keys() {
    return new EnclaveKeys(
        device,
        new RootSecret(Secret.owning(new byte[RootSecret.LENGTH])),
        CLOCK,
        random,
        Duration.ofMinutes(1));
  }

  private ServerCertificate certificate() {
    return ServerCertificate.generate("localhost", CLOCK.instant(), Duration.ofDays(1), random);
  }

  @BeforeEach
  void start() throws Exception {
    folder = Files.createTempDirectory("sr");
    Path jar = Files.writeString(folder.resolve("a.jar"), "an application");
    image = SimulatedImage.of(List.of(), List.of(jar), Bytes.EMPTY);
    device =
        new SimulatedDevice(image, SimulatedRoot.generate(CLOCK.instant(), random), CLOCK, random);
    keys = keys();
    Path socket = folder.resolve("enclave");
    server =
        new EnclaveServer(
            socket,
            certificate,
            keys,
            request -> {
              if (request.path().equals("/fail")) {
                throw new IllegalStateException("a secret: " + request.query());
              }
              return Response.text(
                  200,
                  request.method()
                      + " "
                      + request.path()
                      + " "
                      + request.body().length()
                      + (request.attested() ? " attested" : " plain"));
            });
    server.start();
    wire = Wire.to(socket);
  }

  @AfterEach
  void stop() throws IOException {
    wire.close();
    server.close();
  }

  private AttestedConnector client(String imageName) throws Exception {
    byte[] root = MessageDigest.getInstance("SHA-256").digest(device.root().toByteArray());
    NitroPolicy policy =
        NitroPolicy.builder()
            .anchor(new TrustAnchor("simulated", Bytes.copyOf(root), true))
            .requireImage(List.of(new ReferenceValues(imageName, image.pcrs())))
            .ignoreSigner("simulated")
            .ignoreRole("simulated")
            .ignoreInstance("simulated")
            .ignoreNonce("the channel has its own")
            .requirePublicKey()
            .requireUserData()
            .requireAge(Duration.ofMinutes(5))
            .build();
    return new AttestedConnector(
        new ChannelPolicy(
            policy, Optional.of(keys.statement().identityKey()), false, Duration.ofMinutes(10)),
        Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(8)),
        CLOCK);
  }

  private static String request(AttestedConnection connection, String target, String body)
      throws IOException {
    String request =
        "POST "
            + target
            + " HTTP/1.1\r\nHost: enclave\r\nContent-Length: "
            + body.length()
            + "\r\n\r\n"
            + body;
    connection.output().write(request.getBytes(StandardCharsets.US_ASCII));
    return HttpText.read(connection.input());
  }

  @Test
  void answersOverTheAttestedChannelManyTimes() throws Exception {
    try (AttestedConnection connection =
        client("it").connect("127.0.0.1", wire.port(), Duration.ofSeconds(5))) {
      assertThat(connection.verified().claims().simulated()).isTrue();
      for (int i = 0; i < 20; i++) {
        assertThat(request(connection, "/hello", "x".repeat(i)))
            .startsWith("HTTP/1.1 200")
            .endsWith("POST /hello " + i + " attested");
      }
    }
  }

  @Test
  void manyClientsAtOnce() throws Exception {
    AttestedConnector client = client("it");
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        answers.add(
            clients.submit(() -> {
              try (AttestedConnection connection =
                  client.connect("127.0.0.1", wire.port(), Duration.ofSeconds(5))) {
                return request(connection, "/hello", "y");
              }
            }));
      }
      for (Future<String> answer : answers) {
        assertThat(answer.get()).endsWith("POST /hello 1 attested");
      }
    }
  }

  @Test
  void plainHttpsSaysThatNothingWasChecked() throws Exception {
    assertThat(HttpText.plainHttps(wire.port(), "/hello")).endsWith("GET /hello 0 plain");
    assertThat(HttpText.plainHttps(wire.port(), "/hello", "h2", "http/1.1"))
        .endsWith("GET /hello 0 plain");
  }

  @Test
  void plainHttpsGetsEvidenceForItsNonceAndTheLeafKey() throws Exception {
    String nonce = "0123456789abcdef".repeat(2);
    String answer = HttpText.plainHttps(wire.port(), HttpsAttestation.PATH + "?nonce=" + nonce);
    assertThat(answer).startsWith("HTTP/1.1 200");
    HttpsAttestation attestation =
        new HttpsAttestation(
            part(answer, "statement"), part(answer, "evidence"), part(answer, "signature"));
    Bytes leafKey = Bytes.copyOf(certificate.certificate().getPublicKey().getEncoded());
    assertThat(attestation.statement()).isEqualTo(keys.statement().encoded());
    assertThat(attestation.binds(leafKey, Bytes.fromHex(nonce))).isTrue();
    assertThat(attestation.binds(leafKey, Bytes.zeros(16))).isFalse();
    Bytes otherKey = Bytes.copyOf(certificate().certificate().getPublicKey().getEncoded());
    assertThat(attestation.binds(otherKey, Bytes.fromHex(nonce))).isFalse();
  }

  @Test
  void refusesNoncesThatProveNothing() throws Exception {
    for (String query : new String[] {"", "?nonce=", "?nonce=00", "?nonce=xyz", "?n=00"}) {
      assertThat(HttpText.plainHttps(wire.port(), HttpsAttestation.PATH + query))
          .startsWith("HTTP/1.1 400");
    }
    assertThat(
            HttpText.plainHttps(wire.port(), HttpsAttestation.PATH + "?nonce=" + "0".repeat(130)))
        .startsWith("HTTP/1.1 400");
  }

  private static Bytes part(String answer, String name) {
    int start = answer.indexOf("\"" + name + "\":\"") + name.length() + 4;
    String base64 = answer.substring(start, answer.indexOf('"', start));
    return Bytes.copyOf(Base64.getDecoder().decode(base64));
  }

  @Test
  void failuresTellNothing() throws Exception {
    String answer = HttpText.plainHttps(wire.port(), "/fail?card=1234");
    assertThat(answer).startsWith("HTTP/1.1 500").doesNotContain("1234").doesNotContain("secret");
  }

  @Test
  void oneChangedByteOfTheImageIsRefused() throws Exception {
    AttestedConnector client = client("the old image");
    Path jar = Files.writeString(folder.resolve("a.jar"), "an applicatioN");
    SimulatedImage changed = SimulatedImage.of(List.of(), List.of(jar), Bytes.EMPTY);
    assertThat(changed.pcrs()).isNotEqualTo(image.pcrs());
    SimulatedImage before = image;
    image = changed;
    AttestedConnector expectsChanged = client("the new image");
    image = before;
    assertThatThrownBy(
            () -> expectsChanged.connect("127.0.0.1", wire.port(), Duration.ofSeconds(5)))
        .isInstanceOfSatisfying(
            ChannelException.class,
            e -> assertThat(e.refusal()).isEqualTo(ChannelException.Refusal.EVIDENCE_REFUSED));
    client.connect("127.0.0.1", wire.port(), Duration.ofSeconds(5)).close();
  }
}
