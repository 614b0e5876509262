// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.boot;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.client.AttestedHttpClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `strongroom run --emulator` in a process of its own, with QEMU as its child.
///
/// @param screen what it printed, by the first word of each line
record EmulatedEnclave(Process process, Map<String, String> screen) implements AutoCloseable {

  /// Boots an image; returns once it is ready. Rarely a guest's JVM crashes under software
  /// emulation (docs/emulator.md), so a boot that fails is tried once more, and said aloud.
  ///
  /// @param more options of the command
  static EmulatedEnclave boot(Strongroom strongroom, Path image, Path state, String... more)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of("run", image.toString(), "--emulator", "--console", "--port", "0", "--state"));
    command.add(state.toString());
    command.addAll(List.of(more));
    try {
      return bootOnce(strongroom, command);
    } catch (IOException e) {
      System.err.println("BOOTED AGAIN, for the first boot failed: " + e.getMessage());
      return bootOnce(strongroom, command);
    }
  }

  private static EmulatedEnclave bootOnce(Strongroom strongroom, List<String> command)
      throws IOException {
    Process process = strongroom.process(command.toArray(String[]::new)).start();
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    Map<String, String> screen = new HashMap<>();
    for (String line; (line = output.readLine()) != null && !line.startsWith("Ctrl-C"); ) {
      String[] words = line.strip().split(" {2,}", 2);
      if (words.length == 2) {
        screen.put(words[0], words[1].strip());
      }
    }
    if (!screen.containsKey("listens at")) {
      process.destroyForcibly();
      throw new IOException("strongroom run didn't get that far");
    }
    return new EmulatedEnclave(process, Map.copyOf(screen));
  }

  /// A value of its screen, such as `pcr0`.
  String shown(String name) {
    return Optional.ofNullable(screen.get(name)).orElse("(nothing)");
  }

  /// A client that accepts what the policy file accepts, of the deployment that was shown at first.
  AttestedHttpClient client() throws IOException {
    try {
      return AttestedHttpClient.create(
          new ServerAppraisal(
              new ChannelPolicy(
                  PolicyFile.parse(Files.readString(Path.of(shown("policy")))),
                  Optional.of(Bytes.fromHex(shown("identity"))),
                  false,
                  Duration.ofMinutes(10)),
              Verifier.create(
                  SignatureProvider.fastest().remembering(16), PathCache.ofCapacity(16)),
              InstantSource.system()));
    } catch (MalformedPolicyException e) {
      throw new IOException(e);
    }
  }

  /// A request for one of its paths.
  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://" + shown("listens at") + path))
        .timeout(Duration.ofMinutes(2));
  }

  /// What the probe answers, a JSON object of texts.
  Map<String, String> probe(String method, String path) throws Exception {
    try (AttestedHttpClient client = client()) {
      HttpResponse<String> answer =
          client.send(
              request(path).method(method, BodyPublishers.noBody()).build(),
              BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(path + " answered " + answer.statusCode() + ": " + answer.body());
      }
      JsonNode report = JsonNode.parse(answer.body());
      Map<String, String> members = new HashMap<>();
      for (String name : report.names()) {
        members.put(name, String.valueOf(report.member(name).value()));
      }
      return members;
    }
  }

  /// The machine's own process.
  ProcessHandle qemu() {
    return process
        .descendants()
        .filter(child -> child.info().command().orElse("").contains("qemu-system"))
        .findAny()
        .orElseThrow();
  }

  /// Ends it as Ctrl-C would.
  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
