// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.image.eif.Measurements;
import dev.strongroom.image.release.Release;
import dev.strongroom.image.release.ReleaseKey;
import dev.strongroom.image.release.SignedRelease;
import dev.strongroom.image.release.SourceRevision;
import dev.strongroom.image.signature.JcaSigningKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Another image gets the root secret in the open: by commands alone, with hosts, enclaves and the
/// witness in processes of their own.
@Timeout(600)
class UpgradeUpTest {
  private static final SourceRevision SOURCE =
      SourceRevision.parse("https://example.com/app.git@0123456789abcdef0123456789abcdef01234567");

  @TempDir private Path folder = Path.of("");
  private String at = "";

  private Path file(String name) {
    return folder.resolve(name);
  }

  private Path first() {
    return file("first");
  }

  private Path second() {
    return file("second");
  }

  private static CommandLine run(int status, List<String> arguments) throws Exception {
    CommandLine run = CommandLine.run(arguments.toArray(String[]::new));
    assertThat(run.status()).as(run.text()).isEqualTo(status);
    return run;
  }

  private String upgrade(int status, String step, String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of("upgrade", step));
    all.addAll(List.of(more));
    if (!step.equals("sign")) {
      all.addAll(List.of("--at", at, "--policy", first().resolve("policy.json").toString()));
    }
    return run(status, all).text();
  }

  private LedgerUp giver(int port, String... more) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "up",
                "--port",
                String.valueOf(port),
                "--witness-port",
                "0",
                "--state",
                first().toString()));
    all.addAll(List.of(more));
    return LedgerUp.start(first(), all.toArray(String[]::new));
  }

  private static Bytes identity(AttestedHttpClient client, URI address) throws Exception {
    client.send(HttpRequest.newBuilder(address.resolve("/")).build(), BodyHandlers.ofString());
    return client.lastVerified().orElseThrow().keys().identityKey();
  }

  private static Bytes identity(UpProcess up) throws Exception {
    try (AttestedHttpClient client = up.client()) {
      return identity(client, up.address());
    }
  }

  private static String ignoringTheImage(Path policy) throws IOException {
    return Files.readString(policy)
        .replaceFirst("\"image\": .*", "\"image\": { \"ignore\": \"told elsewhere\" },");
  }

  /// What the heir will be: it doesn't name the giver's image, whose identity it knows.
  private Path heir(String name, int port, Bytes identity) throws IOException {
    return Files.writeString(
        file(name),
        "{\"version\":1,\"deployment\":\"simulated\",\"rootSecret\":{\"source\":\"hand-over\","
            + "\"sibling\":\"localhost:"
            + port
            + "\",\"identityKey\":\""
            + identity.hex()
            + "\",\"policy\":"
            + ignoringTheImage(first().resolve("policy.json"))
            + "}}");
  }

  private Path settings() throws Exception {
    List<String> operators = new ArrayList<>();
    for (String name : List.of("ann", "bob", "eve")) {
      String line = run(0, List.of("ceremony", "keygen", name, "--key", key(name))).text().strip();
      operators.add(line.replaceFirst("\"encryptionKey\": \"[0-9a-f]*\", ", ""));
    }
    String heirs =
        ignoringTheImage(first().resolve("policy.json"))
            .replaceFirst("\"nonce\": .*", "\"nonce\": { \"require\": true },");
    return Files.writeString(
        file("upgrades.json"),
        "{\"threshold\": 2, \"operators\": ["
            + String.join(", ", operators)
            + "], \"notice\": \"PT4S\", \"window\": \"PT1H\", \"heirs\": "
            + heirs
            + "}");
  }

  private String key(String name) {
    return file(name + ".key").toString();
  }

  /// What a publisher would sign of the image that the heir runs.
  private void release(Path heirsPolicy) throws Exception {
    JsonNode image =
        JsonNode.parse(Files.readString(heirsPolicy))
            .member("image")
            .member("require")
            .items()
            .getFirst();
    Release release =
        new Release(
            "app.eif",
            Bytes.zeros(32),
            Optional.empty(),
            new Measurements(
                Bytes.fromHex(image.member("pcr0").text()),
                Bytes.fromHex(image.member("pcr1").text()),
                Bytes.fromHex(image.member("pcr2").text()),
                Optional.empty()),
            true,
            SOURCE,
            Bytes.zeros(32),
            Bytes.zeros(32),
            URI.create("https://example.com/builder"),
            "test",
            List.of());
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    String pem = pem("PRIVATE KEY", pair.getPrivate().getEncoded());
    Files.writeString(
        file("app.release.json"),
        String.valueOf(
            SignedRelease.sign(release, ReleaseKey.of(pair.getPublic()), JcaSigningKey.ofPem(pem))
                .json()
                .asUtf8()));
    Files.writeString(file("release.pub"), pem("PUBLIC KEY", pair.getPublic().getEncoded()));
  }

  private static String pem(String what, byte[] der) {
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(what, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der), what);
  }

  private String[] shown() {
    return new String[] {
      "--release",
      file("app.release.json").toString(),
      "--release-key",
      file("release.pub").toString()
    };
  }

  private void sign(String statement, String operator, String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of(file(statement).toString(), "--key", key(operator)));
    all.addAll(List.of(more));
    assertThat(upgrade(0, "sign", all.toArray(String[]::new))).contains(operator);
  }

  @Test
  void theAnnouncedImageGetsItAfterNoticeAndApproval() throws Exception {
    int port;
    Bytes identity;
    try (LedgerUp once = giver(0)) {
      port = once.up().address().getPort();
      identity = identity(once.client(), once.up().address());
    }
    at = "localhost:" + port;
    // Its first epoch is another configuration's.
    Path before = Files.copy(first().resolve("policy.json"), file("before.policy.json"));
    Path heir = heir("heir.json", port, identity);
    // All simulated machines are of one maker.
    Files.createDirectories(second().resolve("simulated"));
    Files.copy(first().resolve("simulated/vendor-root"), second().resolve("simulated/vendor-root"));
    Path jar = ApplicationJar.write(file("app.jar"), KeepingService.class, "upgrade");
    try (LedgerUp giver = giver(port, "--upgrades", settings().toString());
        UpProcess waits =
            UpProcess.start(
                second(), jar, "--configuration", heir.toString(), "--egress-to", "127.0.0.0/8")) {
      release(waits.policy());
      announced();
      assertThat(upgrade(0, "approve", "--valid", "PT1H", "-o", file("approval.json").toString()))
          .contains("notice over", "until");
      expired();
      sign("approval.json", "bob");
      sign("approval.json", "eve");
      approved();
      awaitIdentity(waits, identity);
      assertThat(
              run(
                      0,
                      List.of(
                          "ledger",
                          "audit",
                          at,
                          "--policy",
                          first().resolve("policy.json").toString(),
                          "--policy",
                          before.toString()))
                  .text())
          .contains("2 of kind upgrade", "1 of kind hand-over", "a better one");
      assertThat(identity(giver.client(), giver.up().address())).isEqualTo(identity);
    }
  }

  /// Nobody signs what is worth nothing.
  private void expired() throws Exception {
    String approval = Files.readString(file("approval.json"));
    Path old =
        Files.writeString(
            file("expired.json"),
            approval.replaceFirst("\"until\":\"[^\"]+\"", "\"until\":\"2026-01-01T00:00:00Z\""));
    assertThat(upgrade(2, "sign", old.toString(), "--key", key("bob"))).contains("expired");
    assertThat(upgrade(2, "approve", "--valid", "P31D", "-o", file("long.json").toString()))
        .contains("PT1M to P30D");
  }

  private void announced() throws Exception {
    String announcement = file("announcement.json").toString();
    upgrade(
        0,
        "announce",
        file("app.release.json").toString(),
        "--release-key",
        file("release.pub").toString(),
        "--notice",
        "PT4S",
        "--reason",
        "a better one",
        "-o",
        announcement);
    // Nobody signs what they weren't shown.
    assertThat(upgrade(2, "sign", announcement, "--key", key("ann"))).contains("--release");
    sign("announcement.json", "ann", shown());
    assertThat(upgrade(1, "send", announcement)).contains("too-few");
    sign("announcement.json", "bob", shown());
    assertThat(upgrade(0, "status")).contains("none", "2 of ann, bob, eve", "PT4S");
    assertThat(upgrade(0, "send", announcement, "--receipt", file("a.receipt.json").toString()))
        .contains("ENTERED", "announced");
    assertThat(file("a.receipt.json")).content().contains("a better one");
    assertThat(upgrade(0, "send", announcement)).contains("in the log already");
  }

  /// Once the notice is over by the witness's clock.
  private void approved() throws Exception {
    for (int i = 0; ; i++) {
      CommandLine sent =
          CommandLine.run(
              "upgrade",
              "send",
              file("approval.json").toString(),
              "--at",
              at,
              "--policy",
              first().resolve("policy.json").toString());
      if (sent.status() == 0) {
        assertThat(sent.text()).contains("approved", "window over");
        return;
      }
      assertThat(sent.text()).contains("notice-not-over");
      assertThat(i).isLessThan(30);
      Thread.sleep(500);
    }
  }

  private static void awaitIdentity(UpProcess up, Bytes identity) throws Exception {
    for (int i = 0; ; i++) {
      try {
        assertThat(identity(up)).isEqualTo(identity);
        return;
      } catch (IOException e) {
        if (i == 300) {
          throw e;
        }
        Thread.sleep(100);
      }
    }
  }
}
