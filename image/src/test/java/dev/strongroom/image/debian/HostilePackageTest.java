// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.image.BlobStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HostilePackageTest {
  @TempDir private Path folder;

  static Stream<Arguments> archives() throws IOException {
    byte[] good = new TarFixture().file("./a", 0644, "a").finish();
    byte[] flipped = good.clone();
    flipped[2] ^= 1;
    byte[] latin = TarFixture.header("x", '0', 0644, "", 0, "ustar\00000");
    return Stream.of(
        tar("an escape", new TarFixture().file("./../a", 0644, "a"), "plain relative path"),
        tar("an absolute path", new TarFixture().file("/etc/a", 0644, "a"), "plain relative"),
        tar(
            "a path through a link",
            new TarFixture().symbolicLink("./l", "/etc").file("./l/a", 0644, "a"),
            "no directory"),
        tar("a file twice", new TarFixture().file("a", 0644, "a").file("a", 0644, "b"), "already"),
        tar("a hard link to nothing", new TarFixture().hardLink("./a", "./b"), "isn't there"),
        tar("an empty link", new TarFixture().symbolicLink("./a", ""), "target isn't empty"),
        tar("a device", new TarFixture().entry("./d", '3', 0666, "", new byte[0]), "is a device"),
        tar("a pipe", new TarFixture().entry("./d", '6', 0666, "", new byte[0]), "named pipe"),
        tar(
            "a sparse file",
            new TarFixture().entry("./d", 'S', 0, "", new byte[0]),
            "unknown type"),
        tar(
            "bytes of a directory",
            new TarFixture().entry("./d", '5', 0, "", new byte[9]),
            "no file"),
        tar(
            "an attribute",
            new TarFixture().pax("SCHILY.xattr.security.capability", "x"),
            "SCHILY"),
        tar("a size without digits", new TarFixture().pax("size", "-1"), "is no number"),
        tar("a name of nothing", new TarFixture().gnuLong('L', "a"), "long name of nothing"),
        tar("an old archive", new TarFixture().raw(magic("")), "neither POSIX's nor GNU's"),
        raw("a wrong checksum", flipped, "offset 148: the header's checksum"),
        raw("a name in Latin 1", nonUtf8(latin), "isn't UTF-8"),
        raw("no end", new TarFixture().file("./a", 0644, "a").unfinished(), "without its mark"),
        raw("half an end", Arrays.copyOf(good, 1024 + 512), "without its mark"),
        raw("half an end and more", halfEnd(), "one block of zeros"),
        raw("an end within a file", Arrays.copyOf(good, 512 + 100), "within a file"),
        raw("something after the end", concat(good, new byte[] {1}), "after the archive's end"));
  }

  @ParameterizedTest
  @MethodSource("archives")
  void archivesWithWhatNoPackageHasAreRefused(byte[] tar, String problem) throws Exception {
    byte[] deb = DebFixture.of(tar, "");
    assertThatThrownBy(() -> unpack(deb))
        .isInstanceOfSatisfying(
            MalformedPackageException.class, e -> assertThat(e.part()).isEqualTo("data.tar"))
        .hasMessageContaining(problem);
    assertThat(folder.resolve("../a")).doesNotExist();
  }

  static Stream<Arguments> packages() throws IOException {
    byte[] version = "2.0\n".getBytes(StandardCharsets.US_ASCII);
    byte[] control = DebFixture.controlTar(DebFixture.CONTROL);
    byte[] data = new TarFixture().finish();
    byte[] xz = DebFixture.pack(".xz", data);
    return Stream.of(
        deb("another file", new byte[100], "!<arch>"),
        deb("nothing", new byte[0], "!<arch>"),
        deb("no members", DebFixture.empty().bytes(), "0 members"),
        deb(
            "another format",
            DebFixture.empty()
                .member("debian-binary", "3.0\n".getBytes(StandardCharsets.US_ASCII))
                .member("control.tar", control)
                .member("data.tar", data)
                .bytes(),
            "format 2.0"),
        deb(
            "the wrong order",
            DebFixture.empty()
                .member("debian-binary", version)
                .member("data.tar", data)
                .member("control.tar", control)
                .bytes(),
            "\"data.tar\" instead of control.tar"),
        deb(
            "an unknown compression",
            DebFixture.empty()
                .member("debian-binary", version)
                .member("control.tar", control)
                .member("data.tar.bz2", data)
                .bytes(),
            "\"data.tar.bz2\" instead"),
        deb(
            "one member more",
            DebFixture.empty()
                .member("debian-binary", version)
                .member("control.tar", control)
                .member("data.tar", data)
                .member("data.tar", data)
                .bytes(),
            "4 members"),
        deb(
            "compression that ends early",
            DebFixture.empty()
                .member("debian-binary", version)
                .member("control.tar", control)
                .member("data.tar.xz", Arrays.copyOf(xz, xz.length - 20))
                .bytes(),
            "compression is damaged"),
        deb(
            "another compression than it says",
            DebFixture.empty()
                .member("debian-binary", version)
                .member("control.tar", control)
                .member("data.tar.zst", xz)
                .bytes(),
            "compression is damaged"),
        deb("no control file", withControl(new TarFixture().finish()), "no file \"control\""),
        deb(
            "no name",
            withControl(DebFixture.controlTar("Version: 1\n")),
            "\"package\" is missing"),
        deb(
            "a field twice",
            withControl(DebFixture.controlTar(DebFixture.CONTROL + "Package: other\n")),
            "there twice"),
        deb(
            "a path as name",
            withControl(DebFixture.controlTar(DebFixture.CONTROL.replace("hello\n", "../x\n"))),
            "no package's name"),
        deb(
            "a bad version",
            withControl(DebFixture.controlTar(DebFixture.CONTROL.replace("1:2.10", "1 2"))),
            "no version"),
        deb(
            "a bad dependency",
            withControl(DebFixture.controlTar(DebFixture.CONTROL.replace(">= 2.34", "~ 2.34"))),
            "no dependency"),
        deb(
            "a header without its end",
            DebFixture.empty().header(" ".repeat(60)).bytes(),
            "doesn't end"),
        deb(
            "a size beyond the file",
            DebFixture.empty()
                .header("%-16s%-12d%-6d%-6d%-8s%-10s`\n".formatted("a", 0, 0, 0, "0", "9999999999"))
                .bytes(),
            "ends within a"),
        deb(
            "half a header",
            DebFixture.empty().header("debian-binary").bytes(),
            "within a member's header"));
  }

  @ParameterizedTest
  @MethodSource("packages")
  void filesThatAreNoPackagesAreRefused(byte[] deb, String problem) {
    assertThatThrownBy(() -> unpack(deb))
        .isInstanceOf(MalformedPackageException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void noDamageGivesAnyOtherError() throws Exception {
    byte[] tar =
        new TarFixture()
            .pax("path", "./usr/long")
            .file("./a", 0755, "content")
            .hardLink("./b", "./a")
            .symbolicLink("./c", "b")
            .finish();
    Random random = new Random(20261121);
    int refused = 0;
    for (String compression : new String[] {"", ".gz", ".xz", ".zst"}) {
      byte[] good = DebFixture.of(tar, compression);
      for (int i = 0; i < 400; i++) {
        byte[] bad =
            random.nextInt(4) == 0
                ? Arrays.copyOf(good, random.nextInt(good.length))
                : good.clone();
        if (bad.length > 0) {
          bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
        }
        try {
          unpack(bad);
        } catch (MalformedPackageException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isGreaterThan(400);
  }

  private void unpack(byte[] deb) throws IOException, MalformedPackageException {
    DebPackage.open(Files.write(folder.resolve("x.deb"), deb))
        .unpack(BlobStore.in(folder.resolve("blobs")));
  }

  private static Arguments tar(String name, TarFixture tar, String problem) {
    return raw(name, tar.finish(), problem);
  }

  private static Arguments raw(String name, byte[] tar, String problem) {
    return Arguments.of(Named.of(name, tar), problem);
  }

  private static Arguments deb(String name, byte[] deb, String problem) {
    return Arguments.of(Named.of(name, deb), problem);
  }

  private static byte[] withControl(byte[] tar) {
    return DebFixture.empty()
        .member("debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII))
        .member("control.tar", tar)
        .member("data.tar", new TarFixture().finish())
        .bytes();
  }

  private static byte[] magic(String magic) {
    return TarFixture.header("a", '0', 0644, "", 0, magic);
  }

  /// A name of one byte that UTF-8 doesn't have alone, the checksum corrected.
  private static byte[] nonUtf8(byte[] header) {
    byte[] changed = header.clone();
    int sum = Integer.parseInt(new String(header, 148, 6, StandardCharsets.US_ASCII), 8);
    sum += 0xe4 - header[0];
    changed[0] = (byte) 0xe4;
    byte[] digits = "%06o".formatted(sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, changed, 148, digits.length);
    return concat(changed, new byte[1024]);
  }

  private static byte[] halfEnd() {
    byte[] more = TarFixture.header("./b", '0', 0644, "", 0, "ustar\00000");
    return concat(new byte[512], more);
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
