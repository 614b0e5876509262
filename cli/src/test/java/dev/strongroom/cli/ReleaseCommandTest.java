// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.image.Blob;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.eif.Architecture;
import dev.strongroom.image.eif.EifContents;
import dev.strongroom.image.eif.EifWriter;
import dev.strongroom.image.eif.Metadata;
import dev.strongroom.image.inputs.Lock;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Releases by the command: made, verified, turned into a policy, and refused.
class ReleaseCommandTest {
  private static final String SOURCE =
      "https://example.com/app.git@0123456789abcdef0123456789abcdef01234567";

  @TempDir private Path folder = Path.of("");
  private String image = "";
  private String release = "";

  @BeforeEach
  void project() throws Exception {
    project("evidence: simulated\n");
    Files.writeString(folder.resolve("strongroom.lock"), Lock.empty().text());
    image = write("app.eif", "application");
    release = folder.resolve("app.release.json").toString();
    key("release");
  }

  private void project(String more) throws Exception {
    Files.writeString(
        folder.resolve("strongroom.yaml"),
        "version: 1\nname: app\ndeployment: test\nrootSecret: { source: simulated }\n" + more);
  }

  private String write(String name, String application) throws Exception {
    Path file = folder.resolve(name);
    String lock = Sha256.of(Bytes.utf8(Lock.empty().text())).hex();
    Bytes ramdisk = Bytes.utf8(application + " ".repeat((4 - application.length() % 4) % 4));
    EifContents contents =
        EifContents.unsigned(
            Architecture.X86_64,
            Blob.of(Bytes.utf8("a kernel")),
            "quiet",
            new Metadata("app", "0", "6", "t", "0", new TreeMap<>(Map.of("Lock", lock))).json(),
            List.of(Blob.of(Bytes.utf8("base")), Blob.of(ramdisk)));
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      out.truncate(0);
      EifWriter.write(contents, out);
    }
    return file.toString();
  }

  private void key(String name) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp384r1"));
    KeyPair pair = generator.generateKeyPair();
    pem(name + ".key", "PRIVATE KEY", pair.getPrivate().getEncoded());
    pem(name + ".pub", "PUBLIC KEY", pair.getPublic().getEncoded());
  }

  private void pem(String name, String label, byte[] content) throws Exception {
    String text = Base64.getMimeEncoder().encodeToString(content);
    Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + label + "-----\n" + text + "\n-----END " + label + "-----\n");
  }

  private String at(String name) {
    return folder.resolve(name).toString();
  }

  private Run create(String... more) {
    String[] first = {
      "release",
      "create",
      image,
      "--project",
      folder.toString(),
      "--key",
      at("release.key"),
      "--public-key",
      at("release.pub"),
      "-o",
      release
    };
    String[] all = Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return Run.of(all);
  }

  @Test
  void releasesAndVerifies() {
    Run created = create("--source", SOURCE);
    assertThat(created.err()).isEmpty();
    assertThat(created.status()).isZero();
    assertThat(created.out()).contains("app.eif of " + SOURCE, "PCR0", "SIMULATED");
    Run verified =
        Run.of("release", "verify", release, "--key", at("release.pub"), "--image", image);
    assertThat(verified.status()).isZero();
    assertThat(verified.out()).contains("VERIFIED", SOURCE).doesNotContain("nothing was measured");
    assertThat(Run.of("release", "verify", release, "--key", at("release.pub")).out())
        .contains("VERIFIED", "nothing was measured");
  }

  @Test
  void refusesOtherKeysAndImages() throws Exception {
    assertThat(create("--source", SOURCE).status()).isZero();
    key("other");
    Run other = Run.of("release", "verify", release, "--key", at("other.pub"));
    assertThat(other.status()).isEqualTo(1);
    assertThat(other.out()).contains("REFUSED", "release.bad-signature");
    write("app.eif", "changed");
    Run changed =
        Run.of("release", "verify", release, "--key", at("release.pub"), "--image", image);
    assertThat(changed.status()).isEqualTo(1);
    assertThat(changed.out()).contains("release.other-image");
    Run mixed = create("--source", SOURCE, "--token", "x");
    assertThat(mixed.status()).isEqualTo(2);
  }

  @Test
  void wantsToKnowTheSource() {
    Run unknown = create();
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.err()).contains("release.unknown-source", "git work tree");
    assertThat(create("--source", "main").status()).isEqualTo(2);
    assertThat(Files.exists(Path.of(release))).isFalse();
  }

  @Test
  void makesPoliciesThatAreRead() throws Exception {
    assertThat(create("--source", SOURCE).status()).isZero();
    Run refused = Run.of("policy", "from-release", release, "--key", at("release.pub"));
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.err()).contains("release.simulated", "--simulated-root");
    Run made =
        Run.of(
            "policy",
            "from-release",
            release,
            "--key",
            at("release.pub"),
            "--simulated-root",
            "0a".repeat(32));
    assertThat(made.status()).isZero();
    PolicyFile.parse(made.out());
    assertThat(made.out()).contains("\"simulated\": true", "pcr0");
  }

  @Test
  void makesPoliciesForHardware() throws Exception {
    project("");
    assertThat(create("--source", SOURCE).status()).isZero();
    Run made =
        Run.of(
            "policy", "from-release", release, "--key", at("release.pub"), "-o", at("policy.json"));
    assertThat(made.status()).isZero();
    String policy = Files.readString(folder.resolve("policy.json"));
    PolicyFile.parse(policy);
    assertThat(policy).doesNotContain("anchors");
  }

  @Test
  void rebuildsOnlyWhatWasReleased() throws Exception {
    assertThat(create("--source", SOURCE).status()).isZero();
    project("memory: 512\n");
    Run other =
        Run.of(
            "reproduce",
            release,
            "--source",
            folder.toString(),
            "--key",
            at("release.pub"),
            "--offline");
    assertThat(other.status()).isEqualTo(1);
    assertThat(other.out()).contains("REFUSED", "release.other-source", "strongroom.yaml");
    project("evidence: simulated\n");
    Run empty =
        Run.of("reproduce", release, "--source", folder.toString(), "--key", at("release.pub"));
    // The source is the released one now; to build it takes the enclave's jars.
    assertThat(empty.status()).isEqualTo(2);
    assertThat(empty.err()).contains("the enclave's jars");
  }

  @Test
  void saysWhyARebuiltImageDiffers() throws Exception {
    Path rebuilt = Path.of(write("rebuilt.eif", "APPLICATION"));
    assertThat(explained(Path.of(image), rebuilt)).contains("PCR0", "PCR2", "differ because");
    assertThat(explained(folder.resolve("none.eif"), rebuilt)).contains("isn't here");
    Path broken = Files.writeString(folder.resolve("broken.eif"), "no image");
    assertThat(explained(broken, rebuilt)).contains("broken.eif: ");
  }

  private static String explained(Path released, Path rebuilt) throws Exception {
    StringWriter out = new StringWriter();
    PrintWriter writer = new PrintWriter(out);
    Console console =
        new Console(
            InputStream.nullInputStream(), writer, writer, false, true, () -> Instant.EPOCH);
    ReproduceExplanation.write(console, released, rebuilt);
    return out.toString();
  }

  @Test
  void teachesWithExamples() {
    for (String[] command :
        new String[][] {{"release"}, {"release", "create"}, {"reproduce"}, {"policy"}}) {
      String[] help = Arrays.copyOf(command, command.length + 1);
      help[command.length] = "--help";
      Run run = Run.of(help);
      assertThat(run.status()).isZero();
      assertThat(run.out()).contains("Example");
    }
  }
}
