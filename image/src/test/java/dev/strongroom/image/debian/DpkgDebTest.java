// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.strongroom.image.BlobStore;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.tree.Extraction;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Debian's own program makes the package and unpacks it: ours has to give the same files.
class DpkgDebTest {
  private static final Path DPKG_DEB = Path.of("/usr/bin/dpkg-deb");

  @TempDir private Path folder;

  @BeforeEach
  void needsDpkgDeb() {
    assumeTrue(Files.isExecutable(DPKG_DEB), "SKIPPED: there is no " + DPKG_DEB);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-Zxz", "-Zgzip", "-Zzstd", "-Znone"})
  void unpacksAsDpkgDebDoes(String compression) throws Exception {
    Path root = folder.resolve("root");
    Path bin = Files.createDirectories(root.resolve("usr/bin"));
    Files.writeString(bin.resolve("hello"), "hello");
    Files.setPosixFilePermissions(
        bin.resolve("hello"), PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.createLink(bin.resolve("hi"), bin.resolve("hello"));
    Files.createSymbolicLink(bin.resolve("greet"), Path.of("l".repeat(150)));
    Path deep = Files.createDirectories(root.resolve("usr/share/" + "deep/".repeat(60)));
    Files.write(deep.resolve("Főtanúsítvány"), new byte[100_000]);
    Files.createDirectories(root.resolve("DEBIAN"));
    Files.writeString(root.resolve("DEBIAN/control"), DebFixture.CONTROL);
    Path deb = folder.resolve("hello.deb");
    run(
        DPKG_DEB.toString(),
        "--root-owner-group",
        compression,
        "-b",
        root.toString(),
        deb.toString());
    run(DPKG_DEB.toString(), "-x", deb.toString(), folder.resolve("theirs").toString());

    Unpacked unpacked = DebPackage.open(deb).unpack(BlobStore.in(folder.resolve("blobs")));
    Path ours = folder.resolve("ours");
    Extraction.extract(unpacked.files(), ours);

    assertThat(listing(ours)).hasSizeGreaterThan(60).isEqualTo(listing(folder.resolve("theirs")));
    assertThatThrownBy(() -> Extraction.extract(unpacked.files(), ours))
        .isInstanceOf(FileAlreadyExistsException.class);
  }

  /// Each path with its kind, mode and content.
  private static SortedMap<String, String> listing(Path root) throws IOException {
    SortedMap<String, String> listing = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(root)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        if (Files.isSymbolicLink(path)) {
          listing.put(root.relativize(path).toString(), "-> " + Files.readSymbolicLink(path));
        } else if (!path.equals(root)) {
          String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
          String content = Files.isDirectory(path) ? "directory" : Sha256.of(path).hex();
          listing.put(root.relativize(path).toString(), mode + " " + content);
        }
      }
    }
    return listing;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
    assertThat(process.waitFor()).isZero();
  }
}
