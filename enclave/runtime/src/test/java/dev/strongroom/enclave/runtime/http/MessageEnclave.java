// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.http;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.ReferenceValues;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.ServerCertificate;
import dev.strongroom.channel.message.Field;
import dev.strongroom.channel.message.MessageClient;
import dev.strongroom.channel.message.MessageFormat;
import dev.strongroom.channel.message.MessageKeys;
import dev.strongroom.channel.message.MessageResponse;
import dev.strongroom.channel.message.SealedRequest;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.keys.EnclaveKeys;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.simulated.SimulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import dev.strongroom.enclave.runtime.simulated.SimulatedRoot;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/// A simulated enclave with a real server, behind a balancer, and a real client of its messages.
final class MessageEnclave implements AutoCloseable {
  private static final InstantSource CLOCK = InstantSource.system();

  private final SecureRandom random = new SecureRandom();
  private final Service.Handler service;
  private final SimulatedImage image;
  private final SimulatedDevice device;
  private final Path socket;
  private EnclaveKeys keys;
  private EnclaveServer server;
  final Wire wire;
  final Balancer balancer;
  final MessageClient client;

  MessageEnclave(Service.Handler service) throws Exception {
    this.service = service;
    Path folder = Files.createTempDirectory("sr");
    Path jar = Files.writeString(folder.resolve("a.jar"), "an application");
    image = SimulatedImage.of(List.of(), List.of(jar), Bytes.EMPTY);
    device =
        new SimulatedDevice(image, SimulatedRoot.generate(CLOCK.instant(), random), CLOCK, random);
    socket = folder.resolve("enclave");
    keys = keys();
    server = server();
    wire = Wire.to(socket);
    balancer = new Balancer(certificate(), wire);
    client = client();
  }

  /// Starts again, with the same root secret.
  void restart() throws IOException {
    server.close();
    keys.close();
    Files.deleteIfExists(socket);
    keys = keys();
    server = server();
  }

  private EnclaveServer server() throws IOException {
    EnclaveServer started = new EnclaveServer(socket, certificate(), keys, service);
    started.start();
    return started;
  }

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

  private MessageClient client() throws Exception {
    byte[] root = MessageDigest.getInstance("SHA-256").digest(device.root().toByteArray());
    NitroPolicy policy =
        NitroPolicy.builder()
            .anchor(new TrustAnchor("simulated", Bytes.copyOf(root), true))
            .requireImage(List.of(new ReferenceValues("a test", image.pcrs())))
            .ignoreSigner("simulated")
            .ignoreRole("simulated")
            .ignoreInstance("simulated")
            .ignoreNonce("the attestation key signs it")
            .requirePublicKey()
            .requireUserData()
            .requireAge(Duration.ofMinutes(5))
            .build();
    return new MessageClient(
        new ChannelPolicy(
            policy, Optional.of(keys.statement().identityKey()), false, Duration.ofMinutes(10)),
        Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(8)),
        CLOCK,
        random);
  }

  /// Keys, asked for through the balancer.
  MessageKeys verifiedKeys() throws Exception {
    MessageClient.Query query = client.query();
    return query.verify(ask(new WebMessage("GET " + query.target() + " HTTP/1.1")).text());
  }

  /// Sends something through the balancer.
  WebMessage ask(WebMessage request) throws Exception {
    request.headers.add("Host: enclave");
    try (SSLSocket tls = HttpText.connect(balancer.port())) {
      tls.getOutputStream().write(request.encoded());
      return WebMessage.response(tls.getInputStream());
    }
  }

  static SealedRequest seal(MessageKeys keys, String method, String target, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    return keys.seal(
        method,
        target,
        List.of(new Field("x-a", "the inner one")),
        new ByteArrayInputStream(bytes));
  }

  static WebMessage message(SealedRequest sealed) throws IOException {
    WebMessage request = new WebMessage(sealed.method() + " " + sealed.target() + " HTTP/1.1");
    request.headers.add("Content-Type: " + MessageFormat.CONTENT_TYPE);
    request.body = sealed.body().readAllBytes();
    return request;
  }

  /// Sends an encrypted request through the balancer and opens what comes back.
  MessageResponse exchange(SealedRequest sealed) throws Exception {
    WebMessage answer = ask(message(sealed));
    return sealed.open(
        answer.status(), answer.header("content-type"), new ByteArrayInputStream(answer.body));
  }

  @Override
  public void close() throws IOException {
    balancer.close();
    wire.close();
    server.close();
    keys.close();
  }
}
