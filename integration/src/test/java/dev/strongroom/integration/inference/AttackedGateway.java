// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.client.ai.ConfidentialModels;
import dev.strongroom.client.ai.ModelAnswer;
import dev.strongroom.client.ai.ModelRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// A user, a gateway in its enclave and one attested back end behind it, at whatever port: what
/// attackers are put between.
final class AttackedGateway implements AutoCloseable {
  private final String canary = HexFormat.of().formatHex(new SecureRandom().generateSeed(12));
  private final Path folder = GatewayEnclave.folder();
  private final MovableClock clock = new MovableClock(SimulatedMachine.TIME);
  private final GatewayEnclave gateway;
  private final AttestedHttpClient http;
  private final ConfidentialModels models;

  /// How a question ended.
  ///
  /// @param status 0 if no answer began
  /// @param text what was read of the answer
  /// @param failure empty if the answer is all there
  record Ended(int status, String text, Optional<IOException> failure) {}

  /// @param machine whose policy, endorsements and identity the gateway is given
  /// @param policy for it
  /// @param port where the back end is said to be
  /// @param reattest as in the settings
  AttackedGateway(SimulatedMachine machine, String policy, int port, String reattest)
      throws Exception {
    String address = "localhost:" + port;
    gateway =
        new GatewayEnclave(
            folder,
            clock,
            """
            {"models":[{"name":"tiny","backend":"far"}],"patience":"PT10S",
             "backends":{"far":{"kind":"attested","address":"%s","reattest":"%s","fresh":true,
                                "identityKey":"%s","endorsements":%s,"policy":%s}}}
            """
                .formatted(
                    address,
                    reattest,
                    machine.identity().hex(),
                    EndorsementFile.write(machine.endorsements()),
                    policy),
            List.of(address),
            link -> {
              throw new IOException("nothing is offered");
            });
    http = AttestedHttpClient.create(gateway.appraisal());
    models = models(gateway.port());
  }

  /// A client of the gateway's through another port.
  ConfidentialModels models(int port) {
    return ConfidentialModels.attested(http, URI.create("https://localhost:" + port + "/")).build();
  }

  MovableClock clock() {
    return clock;
  }

  GatewayEnclave gateway() {
    return gateway;
  }

  /// What is in each prompt, and nowhere else.
  String canary() {
    return canary;
  }

  ModelRequest prompt() {
    return ModelRequest.json(
        "/v1/chat/completions",
        "{\"model\":\"tiny\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\""
            + canary
            + "\"}]}");
  }

  Ended ask() throws InterruptedException {
    return ask(models, prompt());
  }

  static Ended ask(ConfidentialModels models, ModelRequest request) throws InterruptedException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    int status = 0;
    Optional<IOException> failure = Optional.empty();
    try (ModelAnswer answer = models.send(request);
        InputStream body = answer.body()) {
      status = answer.status();
      byte[] part = new byte[512];
      for (int n = body.read(part); n >= 0; n = body.read(part)) {
        read.write(part, 0, n);
      }
    } catch (IOException e) {
      failure = Optional.of(e);
    }
    return new Ended(status, read.toString(StandardCharsets.UTF_8), failure);
  }

  /// What the gateway says of its models.
  String list() throws InterruptedException {
    return ask(models, ModelRequest.get("/v1/models")).text();
  }

  @Override
  public void close() throws IOException {
    models.close();
    http.close();
    gateway.close();
    Deleted.folder(folder);
  }
}
