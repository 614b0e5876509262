// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.image.BlobStore;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node.Directory;
import dev.strongroom.image.tree.Node.RegularFile;
import dev.strongroom.image.tree.Node.SymbolicLink;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DebPackageTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"", ".gz", ".xz", ".zst"})
  void readsWhatAPackageHas(String compression) throws Exception {
    byte[] data =
        new TarFixture()
            .directory("./")
            .directory("./usr/")
            .directory("./usr/bin/")
            .file("./usr/bin/hello", 0755, "hello")
            .hardLink("./usr/bin/hi", "./usr/bin/hello")
            .symbolicLink("./usr/bin/greet", "hello")
            .file("./usr/share/text", 0644, "x".repeat(1000))
            .finish();
    DebPackage deb = open(DebFixture.of(data, compression));
    assertThat(deb.control().name()).isEqualTo("hello");
    assertThat(deb.control().version()).isEqualTo(new DebianVersion("1:2.10-3+b1"));
    assertThat(deb.control().architecture()).isEqualTo("amd64");
    assertThat(deb.control().needs())
        .map(Dependency::toString)
        .containsExactly("libc6 (>= 2.34)", "zlib1g (>= 1:1.2)", "debconf | debconf-2.0");
    assertThat(deb.control().provides())
        .map(Dependency.Alternative::toString)
        .containsExactly("greeting (= 2)", "hi");
    FileTree files = unpack(deb).files();
    assertThat(files.nodes().keySet())
        .containsExactly(
            "usr",
            "usr/bin",
            "usr/bin/greet",
            "usr/bin/hello",
            "usr/bin/hi",
            "usr/share",
            "usr/share/text");
    assertThat(files.at("usr/share")).contains(new Directory());
    assertThat(files.at("usr/bin/greet")).contains(new SymbolicLink("hello"));
    assertThat(files.at("usr/bin/hi")).isEqualTo(files.at("usr/bin/hello"));
    assertThat(text(files, "usr/bin/hi")).isEqualTo("hello");
    assertThat(text(files, "usr/share/text")).hasSize(1000);
    assertThat(file(files, "usr/bin/hello").executable()).isTrue();
    assertThat(file(files, "usr/share/text").executable()).isFalse();
  }

  @Test
  void longNamesComeInThreeWays() throws Exception {
    String path = "./usr/" + "long/".repeat(40);
    byte[] prefixed = TarFixture.header("short", '0', 0644, "", 0, "ustar\00000");
    byte[] data =
        new TarFixture()
            .gnuLong('L', path + "gnu")
            .file("cut", 0644, "a")
            .gnuLong('K', "long/".repeat(40))
            .gnuLong('L', path + "link")
            .symbolicLink("cut", "cut")
            .pax("path", path + "päx")
            .file("cut", 0644, "b")
            .raw(prefixed)
            .finish();
    FileTree files = unpack(open(DebFixture.of(data, ".xz"))).files();
    assertThat(text(files, path.substring(2) + "gnu")).isEqualTo("a");
    assertThat(files.at(path.substring(2) + "link")).contains(new SymbolicLink("long/".repeat(40)));
    assertThat(text(files, path.substring(2) + "päx")).isEqualTo("b");
    assertThat(files.at("short")).isPresent();
  }

  @Test
  void modesThatChangeIdentitiesAreDroppedAndNamed() throws Exception {
    byte[] data =
        new TarFixture().file("./bin/su", 04755, "su").file("./bin/wall", 02755, "w").finish();
    Unpacked unpacked = unpack(open(DebFixture.of(data, ".gz")));
    assertThat(unpacked.dropped().keySet()).containsExactly("bin/su", "bin/wall");
    assertThat(file(unpacked.files(), "bin/su").executable()).isTrue();
  }

  private DebPackage open(byte[] bytes) throws Exception {
    return DebPackage.open(Files.write(folder.resolve("hello.deb"), bytes));
  }

  private Unpacked unpack(DebPackage deb) throws Exception {
    return deb.unpack(BlobStore.in(folder.resolve("blobs")));
  }

  private static RegularFile file(FileTree files, String path) {
    return (RegularFile) files.at(path).orElseThrow();
  }

  private static String text(FileTree files, String path) throws IOException {
    try (InputStream in = file(files, path).content().open()) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
