// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.build.Project;
import dev.strongroom.image.eif.Architecture;
import dev.strongroom.image.eif.EifContents;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.eif.EifWriter;
import dev.strongroom.image.eif.Metadata;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.signature.ImageSigner;
import dev.strongroom.image.signature.JcaSigningKey;
import dev.strongroom.image.signature.Signer;
import dev.strongroom.image.signature.SigningCertificate;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a project in a real git work tree to a release, and back.
class ReleaseSourceTest {
  private static final URI BUILDER = URI.create("https://example.com/builder");

  @TempDir private Path folder = Path.of("");
  private Path image = Path.of("");

  @BeforeEach
  void project() throws Exception {
    Files.writeString(
        folder.resolve(Project.FILE),
        """
        version: 1
        name: app
        deployment: test
        rootSecret: { source: simulated }
        evidence: simulated
        """);
    Files.writeString(folder.resolve(Lock.FILE_NAME), Lock.empty().text());
    git("init", "-q");
    git("remote", "add", "origin", "https://secret@example.com/app.git");
    git("add", "-A");
    git("-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "-q", "-m", "First");
    image = write("app.eif", Sha256.of(Bytes.utf8(Lock.empty().text())));
  }

  private void git(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).inheritIO();
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    assertThat(builder.start().waitFor()).as(String.join(" ", command)).isZero();
  }

  private Path write(String name, Bytes lock) throws Exception {
    Path file = folder.resolve(name);
    EifContents contents =
        EifContents.unsigned(
            Architecture.X86_64,
            Blob.of(Bytes.utf8("a kernel")),
            "quiet",
            new Metadata("app", "0", "6", "t", "0", new TreeMap<>(Map.of("Lock", lock.hex())))
                .json(),
            List.of(Blob.of(Bytes.utf8("base")), Blob.of(Bytes.utf8("app!"))));
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      EifWriter.write(contents, out);
    }
    return file;
  }

  private ReleaseSource source() throws Exception {
    return ReleaseSource.of(Project.read(folder.resolve(Project.FILE)), Lock.empty());
  }

  @Test
  void releasesWhatIsCommitted() throws Exception {
    ReleaseSource source = source();
    SourceRevision revision = source.committed(List.of(image));
    assertThat(revision.repository()).hasToString("https://example.com/app.git");
    Release release = source.release(image, revision, BUILDER);
    assertThat(release.simulated()).isTrue();
    assertThat(release.sha256()).isEqualTo(Sha256.of(image));
    assertThat(release.unsignedSha256()).isEmpty();
    source.requireOf(release);
    ReleasedImage.of(image).requireOf(release);
    assertThat(Reproduction.of(release, ReleasedImage.of(image)))
        .isEqualTo(Reproduction.SAME_BYTES);
  }

  @Test
  void refusesADirtyWorkTree() throws Exception {
    // The image itself isn't committed, and needn't be; anything else has to.
    unknown(List.of(), "app.eif");
    Files.writeString(folder.resolve("new.txt"), "");
    unknown(List.of(image), "new.txt");
    Files.writeString(folder.resolve(".gitignore"), "new.txt\n");
    unknown(List.of(image), ".gitignore");
    git("add", ".gitignore");
    unknown(List.of(image), ".gitignore");
  }

  private void unknown(List<Path> own, String named) {
    assertThatThrownBy(() -> source().committed(own))
        .hasMessageContaining("dirty")
        .hasMessageContaining(named)
        .isInstanceOfSatisfying(
            ReleaseException.class,
            e -> assertThat(e.problem()).isEqualTo(ReleaseProblem.UNKNOWN_SOURCE));
  }

  @Test
  void refusesFoldersOutsideOfGit(@TempDir Path elsewhere) throws Exception {
    Files.copy(folder.resolve(Project.FILE), elsewhere.resolve(Project.FILE));
    ReleaseSource source =
        ReleaseSource.of(Project.read(elsewhere.resolve(Project.FILE)), Lock.empty());
    assertThatThrownBy(() -> source.committed(List.of()))
        .isInstanceOfSatisfying(
            ReleaseException.class,
            e -> assertThat(e.problem()).isEqualTo(ReleaseProblem.UNKNOWN_SOURCE));
  }

  @Test
  void refusesImagesOfOtherLocks() throws Exception {
    Path other = write("other.eif", Bytes.zeros(32));
    assertThatThrownBy(() -> source().release(other, SignedReleaseTest.SOURCE, BUILDER))
        .isInstanceOfSatisfying(
            ReleaseException.class,
            e -> assertThat(e.problem()).isEqualTo(ReleaseProblem.OTHER_SOURCE));
  }

  @Test
  void refusesOtherSources() throws Exception {
    Release release = source().release(image, source().committed(List.of(image)), BUILDER);
    Files.writeString(folder.resolve(Project.FILE), "# more\n", StandardOpenOption.APPEND);
    otherSource(source(), release, Project.FILE);
    git("checkout", "-q", Project.FILE);
    otherSource(
        new ReleaseSource(
            source().project(),
            source().projectSha256(),
            Lock.empty().withSnapshot("20261121T000000Z")),
        release,
        "lock");
    git(
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@example.com",
        "commit",
        "-q",
        "--allow-empty",
        "-m",
        "x");
    otherSource(source(), release, "commit");
  }

  private static void otherSource(ReleaseSource source, Release release, String what) {
    assertThatThrownBy(() -> source.requireOf(release))
        .hasMessageContaining(what)
        .isInstanceOfSatisfying(
            ReleaseException.class,
            e -> assertThat(e.problem()).isEqualTo(ReleaseProblem.OTHER_SOURCE));
  }

  @Test
  void signedImagesAreReproducedButForTheirSignature() throws Exception {
    Signer signer = Signer.on("secp384r1");
    Path signed = folder.resolve("signed.eif");
    try (EifFile file = EifFile.open(image);
        FileChannel out =
            FileChannel.open(signed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      new ImageSigner(
              SigningCertificate.ofDer(signer.certificate()), JcaSigningKey.ofPem(signer.keyPem()))
          .sign(file, Signer.NOW, out);
    }
    Release release = source().release(signed, SignedReleaseTest.SOURCE, BUILDER);
    assertThat(release.measurements().pcr8()).isPresent();
    assertThat(release.unsignedSha256()).isEqualTo(Optional.of(Sha256.of(image)));
    ReleasedImage rebuilt = ReleasedImage.of(image);
    assertThat(Reproduction.of(release, rebuilt)).isEqualTo(Reproduction.SAME_BYTES);
    assertThatThrownBy(() -> rebuilt.requireOf(release))
        .isInstanceOfSatisfying(
            ReleaseException.class,
            e -> assertThat(e.problem()).isEqualTo(ReleaseProblem.OTHER_IMAGE));
  }

  @Test
  void tellsWhatIsMeasuredFromWhatIsNot() throws Exception {
    Release release = source().release(image, SignedReleaseTest.SOURCE, BUILDER);
    Path unmeasured = write("unmeasured.eif", Bytes.zeros(32));
    assertThat(Reproduction.of(release, ReleasedImage.of(unmeasured)))
        .isEqualTo(Reproduction.SAME_MEASUREMENTS);
    assertThat(
            Reproduction.of(SignedReleaseTest.release(false, true), ReleasedImage.of(unmeasured)))
        .isEqualTo(Reproduction.DIFFERS);
  }
}
