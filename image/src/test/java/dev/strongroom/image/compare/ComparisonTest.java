// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.compare;

import static dev.strongroom.image.compare.Register.PCR0;
import static dev.strongroom.image.compare.Register.PCR1;
import static dev.strongroom.image.compare.Register.PCR2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.compare.ContentDifference.EntryDifference;
import dev.strongroom.image.compare.ContentDifference.OtherBytes;
import dev.strongroom.image.compare.ContentDifference.OtherEntries;
import dev.strongroom.image.compare.ContentDifference.OtherLine;
import dev.strongroom.image.eif.MalformedEifException.Reason;
import dev.strongroom.image.ramdisk.CpioWriter;
import dev.strongroom.image.ramdisk.Gzip;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node.Directory;
import dev.strongroom.image.tree.Node.RegularFile;
import dev.strongroom.image.tree.Node.SymbolicLink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void theSameBytesAreTheSame() throws Exception {
    Comparison comparison = compare(image(), image());
    assertThat(comparison.same()).isTrue();
    assertThat(comparison.differences()).isEmpty();
    assertThat(comparison.changed()).isEmpty();
  }

  @Test
  void oneByteInAJarIsNamedWithItsEntry() throws Exception {
    byte[] code = new byte[2000];
    byte[] other = code.clone();
    other[812] = 7;
    Comparison comparison =
        compare(
            image().jar(TinyImage.jar(Arrays.asList("a.txt", "x", "com/example/S.class", code))),
            image().jar(TinyImage.jar(Arrays.asList("a.txt", "x", "com/example/S.class", other))));
    assertThat(comparison.changed()).containsExactly(PCR0, PCR2);
    Difference.FileContent file = only(comparison, Difference.FileContent.class);
    assertThat(file.path()).isEqualTo("app/lib/000-service.jar");
    assertThat(file.ramdisk()).isEqualTo(2);
    assertThat(file.changes()).containsExactly(PCR0, PCR2);
    OtherEntries jar = (OtherEntries) file.content();
    EntryDifference.Changed entry = (EntryDifference.Changed) jar.entries().getFirst();
    assertThat(jar.entries()).hasSize(1);
    assertThat(entry.entry()).isEqualTo("com/example/S.class");
    OtherBytes bytes = (OtherBytes) entry.content();
    assertThat(bytes.at())
        .isEqualTo(
            new Excerpt(
                812, 808, Bytes.zeros(16), Bytes.fromHex("00000000070000000000000000000000")));
    assertThat(comparison.sentences().getFirst())
        .startsWith(
            "PCR0 and PCR2 differ because app/lib/000-service.jar differs: its entry"
                + " com/example/S.class has other bytes from offset 812 (bytes from 808: 00 00");
  }

  @Test
  void looksIntoJarsInJars() throws Exception {
    byte[] inner = TinyImage.jar(List.of("Deep.class", "one"));
    byte[] otherInner = TinyImage.jar(List.of("Deep.class", "two"));
    Comparison comparison =
        compare(
            image().jar(TinyImage.jar(Arrays.asList("lib/x.jar", inner))),
            image().jar(TinyImage.jar(Arrays.asList("lib/x.jar", otherInner))));
    assertThat(comparison.sentences().getFirst())
        .contains("its entry lib/x.jar differs: its entry Deep.class differs: its line 1 is");
  }

  @Test
  void tellsEntriesThatOnlyOneJarHas() throws Exception {
    Comparison comparison =
        compare(
            image().jar(TinyImage.jar(List.of("A", "x", "B", "x"))),
            image().jar(TinyImage.jar(List.of("A", "x", "C", "x"))));
    OtherEntries jar = (OtherEntries) only(comparison, Difference.FileContent.class).content();
    assertThat(jar.entries())
        .containsExactly(
            new EntryDifference.Missing("B", Side.FIRST),
            new EntryDifference.Missing("C", Side.SECOND));
  }

  @Test
  void tellsJarsThatDifferByTimesOnly() throws Exception {
    Comparison comparison =
        compare(
            image().jar(TinyImage.jar(1_000_000_000_000L, List.of("A", "x"))),
            image().jar(TinyImage.jar(1_100_000_000_000L, List.of("A", "x"))));
    OtherEntries jar = (OtherEntries) only(comparison, Difference.FileContent.class).content();
    assertThat(jar.entries()).hasSize(1);
    assertThat(jar.entries().getFirst())
        .isInstanceOfSatisfying(
            EntryDifference.Attribute.class,
            attribute -> assertThat(attribute.attribute()).isEqualTo("time"));
  }

  @Test
  void showsLinesOfTexts() throws Exception {
    Comparison comparison =
        compare(image().app("app/options", "one\ntwo\n"), image().app("app/options", "one\n2\n"));
    Difference.FileContent file = only(comparison, Difference.FileContent.class);
    assertThat(file.content())
        .isInstanceOfSatisfying(
            OtherLine.class,
            line -> {
              assertThat(line.line()).isEqualTo(2);
              assertThat(line.first()).isEqualTo("two");
              assertThat(line.second()).isEqualTo("2");
            });
    assertThat(comparison.sentences().getFirst())
        .isEqualTo(
            "PCR0 and PCR2 differ because app/options differs: its line 2 is \"two\" in the first"
                + " image, \"2\" in the second.");
  }

  @Test
  void showsWhereLongLinesPart() throws Exception {
    String long1 = "x".repeat(500) + "one" + "y".repeat(500);
    Comparison comparison =
        compare(
            image().app("app/options", long1),
            image().app("app/options", long1.replace("one", "two")));
    OtherLine line = (OtherLine) only(comparison, Difference.FileContent.class).content();
    assertThat(line.first()).hasSize(122).startsWith("…xxx").contains("xoney").endsWith("y…");
    assertThat(line.second()).hasSize(122).contains("xtwoy");
    String start = "z".repeat(300);
    Comparison cut =
        compare(image().app("app/options", start), image().app("app/options", start + "!"));
    OtherLine end = (OtherLine) only(cut, Difference.FileContent.class).content();
    assertThat(end.first()).isEqualTo("…" + "z".repeat(40));
    assertThat(end.second()).isEqualTo("…" + "z".repeat(40) + "!");
  }

  @Test
  void anAddedFileIsOneDifferenceAndTheShiftedInodesAnother() throws Exception {
    Comparison comparison = compare(image(), image().app("app/a", "12345"));
    assertThat(comparison.differences()).hasSize(2);
    assertThat(only(comparison, Difference.FileMissing.class))
        .isEqualTo(new Difference.FileMissing(Set.of(PCR0, PCR2), 2, "app/a", Side.SECOND, 5));
    Difference.FileAttribute inodes = only(comparison, Difference.FileAttribute.class);
    assertThat(inodes.attribute()).isEqualTo("the inode number");
  }

  @Test
  void aFileOfTheBaseChangesTheBootMeasurement() throws Exception {
    Comparison comparison = compare(image(), image().base("java/release", "other"));
    assertThat(comparison.changed()).containsExactly(PCR0, PCR1);
    assertThat(only(comparison, Difference.FileContent.class).changes())
        .containsExactly(PCR0, PCR1);
  }

  @Test
  void tellsModesTypesAndTimes() throws Exception {
    FileTree tree = TinyImage.tree("a", "x");
    byte[] plain = bytes(CpioWriter.archive(tree));
    Comparison comparison =
        compare(
            image().ramdisks(plain, plain),
            image().ramdisks(plain, patched(plain, 14, "000081C0", 46, "12345678")));
    assertThat(comparison.sentences())
        .contains(
            "PCR0 and PCR2 differ because the mode of a is 0644 in the first image, 0700 in the"
                + " second.",
            "PCR0 and PCR2 differ because the time of a is 1980-01-01T00:00:00Z in the first image,"
                + " 1979-09-05T22:51:36Z in the second.");
  }

  @Test
  void tellsFilesThatBecameLinks() throws Exception {
    byte[] file = bytes(CpioWriter.archive(TinyImage.tree("a", "x")));
    byte[] link =
        bytes(CpioWriter.archive(FileTree.builder().put("a", new SymbolicLink("x")).build()));
    Comparison comparison = compare(image().ramdisks(file, file), image().ramdisks(file, link));
    assertThat(comparison.sentences())
        .anyMatch(text -> text.contains("the type of a is regular in the first image, symbolic"));
  }

  @Test
  void tellsTheOrderOfEntries() throws Exception {
    byte[] one = bytes(CpioWriter.archive(TinyImage.tree("a", "x")));
    byte[] two = bytes(CpioWriter.archive(TinyImage.tree("b", "x")));
    Comparison comparison =
        compare(
            image().ramdisks(one, TinyImage.joined(one, two)),
            image().ramdisks(one, TinyImage.joined(two, one)));
    assertThat(only(comparison, Difference.Order.class))
        .isEqualTo(new Difference.Order(Set.of(PCR0, PCR2), 2, "a", "b"));
  }

  @Test
  void aRamdiskPackedOtherwiseIsSaidToHaveTheSameFiles() throws Exception {
    Blob archive = CpioWriter.archive(TinyImage.tree("a", "x".repeat(1000)));
    ByteArrayOutputStream ours = new ByteArrayOutputStream();
    Gzip.compress(archive, ours);
    ByteArrayOutputStream jdk = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(jdk)) {
      archive.writeTo(out);
    }
    byte[] app = bytes(CpioWriter.archive(TinyImage.tree("b", "x")));
    Comparison comparison =
        compare(
            image().ramdisks(ours.toByteArray(), app),
            image().ramdisks(padded(jdk.toByteArray()), app));
    Difference.Packing packing = only(comparison, Difference.Packing.class);
    assertThat(packing.first()).isEqualTo("gzip");
    assertThat(packing.second()).isEqualTo("gzip");
    assertThat(packing.changes()).containsExactly(PCR0, PCR1);
    assertThat(comparison.sentences().getFirst()).contains("same files, but is packed otherwise");
    Comparison padding =
        compare(
            image().ramdisks(app, app), image().ramdisks(app, TinyImage.joined(app, new byte[8])));
    assertThat(only(padding, Difference.Packing.class).first()).isEqualTo("no compression");
  }

  @Test
  void aRamdiskThatCannotBeListedIsComparedByBytes() throws Exception {
    byte[] app = bytes(CpioWriter.archive(TinyImage.tree("b", "x")));
    Comparison comparison =
        compare(
            image().ramdisks(app, app),
            image().ramdisks(app, "garbage.".getBytes(StandardCharsets.UTF_8)));
    Difference.RamdiskBytes ramdisk = only(comparison, Difference.RamdiskBytes.class);
    assertThat(ramdisk.unreadable()).isEqualTo(Side.SECOND);
    assertThat(ramdisk.at().offset()).isZero();
  }

  @Test
  void tellsARamdiskThatOnlyOneHas() throws Exception {
    byte[] app = bytes(CpioWriter.archive(TinyImage.tree("b", "x")));
    Comparison comparison = compare(image().ramdisks(app, app), image().ramdisks(app, app, app));
    assertThat(only(comparison, Difference.RamdiskMissing.class))
        .isEqualTo(new Difference.RamdiskMissing(Set.of(PCR0, PCR2), 3, Side.SECOND));
    assertThat(only(comparison, Difference.Sections.class).changes()).isEmpty();
  }

  @Test
  void tellsWordsOfTheCommandLine() throws Exception {
    Comparison comparison =
        compare(image().commandLine("a b c"), image().commandLine("a c quiet c"));
    assertThat(comparison.changed()).containsExactly(PCR0, PCR1);
    assertThat(only(comparison, Difference.CommandLine.class))
        .isEqualTo(
            new Difference.CommandLine(Set.of(PCR0, PCR1), List.of("b"), List.of("quiet", "c")));
  }

  @Test
  void tellsTheKernelsVersions() throws Exception {
    Comparison comparison =
        compare(
            image().kernel(TinyImage.kernel("6.12.95 (one)")),
            image().kernel(TinyImage.kernel("6.12.96 (two)")));
    Difference.Kernel kernel = only(comparison, Difference.Kernel.class);
    assertThat(kernel.firstVersion()).contains("6.12.95 (one)");
    assertThat(kernel.secondVersion()).contains("6.12.96 (two)");
    assertThat(kernel.changes()).containsExactly(PCR0, PCR1);
    // No pointer may lead outside.
    byte[] hostile = TinyImage.kernel("x");
    hostile[0x20e] = (byte) 0xff;
    hostile[0x20f] = (byte) 0xff;
    assertThat(KernelVersion.of(Blob.of(Bytes.copyOf(hostile)))).isEmpty();
  }

  @Test
  void metadataAreNotMeasured() throws Exception {
    Comparison comparison =
        compare(
            image().metadata("{\"a\":{\"b\":\"x\"},\"n\":null}"),
            image().metadata("{\"a\":{\"b\":\"y\"},\"n\":null}"));
    assertThat(comparison.changed()).isEmpty();
    assertThat(comparison.same()).isFalse();
    assertThat(comparison.sentences())
        .containsExactly(
            "Not measured: the metadata's a.b is \"x\" in the first image, \"y\" in the second.");
    Comparison blanks = compare(image().metadata("{}"), image().metadata("{ }"));
    assertThat(only(blanks, Difference.MetadataMember.class))
        .isEqualTo(new Difference.MetadataMember("", Optional.empty(), Optional.empty()));
  }

  @Test
  void bytesThatMovedBetweenKernelAndCommandLineChangeNoMeasurement() throws Exception {
    Comparison comparison =
        compare(
            image().kernel("kernel-a".getBytes(StandardCharsets.UTF_8)).commandLine("bc"),
            image().kernel("kernel-".getBytes(StandardCharsets.UTF_8)).commandLine("abc"));
    assertThat(comparison.changed()).isEmpty();
    assertThat(comparison.differences()).hasSize(2).allMatch(d -> d.changes().isEmpty());
  }

  @Test
  void tellsDefaultsOfTheHeader() throws Exception {
    Path first = image().write(folder.resolve("a.eif"));
    byte[] bytes = Files.readAllBytes(first);
    bytes[23] = 9;
    Path second = Files.write(folder.resolve("b.eif"), TinyImage.withChecksum(bytes));
    assertThat(Comparison.of(first, second).sentences())
        .containsExactly(
            "Not measured: the header's default number of CPUs is 2 in the first image, 9 in the"
                + " second.");
  }

  @Test
  void anImageWithAWrongChecksumIsRefused() throws Exception {
    Path first = image().write(folder.resolve("a.eif"));
    byte[] bytes = Files.readAllBytes(first);
    bytes[bytes.length - 1] ^= 1;
    Path second = Files.write(folder.resolve("b.eif"), bytes);
    assertThatThrownBy(() -> Comparison.of(first, second))
        .isInstanceOfSatisfying(
            MalformedImageException.class,
            e -> {
              assertThat(e.side()).isEqualTo(Side.SECOND);
              assertThat(e.problem().reason()).isEqualTo(Reason.BAD_CRC);
            });
  }

  @Test
  void manyDifferencesAreCountedNotListed() throws Exception {
    FileTree.Builder one = FileTree.builder().put("d", new Directory());
    FileTree.Builder two = FileTree.builder().put("d", new Directory());
    for (int i = 0; i < 500; i++) {
      one.put("d/" + i, new RegularFile(Blob.of(Bytes.utf8("a" + i)), false));
      two.put("d/" + i, new RegularFile(Blob.of(Bytes.utf8("b" + i)), false));
    }
    byte[] a = bytes(CpioWriter.archive(one.build()));
    byte[] b = bytes(CpioWriter.archive(two.build()));
    Comparison comparison = compare(image().ramdisks(a, a), image().ramdisks(a, b));
    assertThat(comparison.differences()).hasSizeLessThan(250);
    assertThat(only(comparison, Difference.Others.class).count()).isEqualTo(300);
  }

  private TinyImage image() {
    return new TinyImage();
  }

  private Comparison compare(TinyImage first, TinyImage second)
      throws IOException, MalformedImageException {
    return Comparison.of(
        first.write(folder.resolve("first.eif")), second.write(folder.resolve("second.eif")));
  }

  private static <T extends Difference> T only(Comparison comparison, Class<T> type) {
    List<T> found =
        comparison.differences().stream().filter(type::isInstance).map(type::cast).toList();
    assertThat(found).as("%s", comparison.sentences()).hasSize(1);
    return found.getFirst();
  }

  private static byte[] bytes(Blob blob) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    blob.writeTo(out);
    return out.toByteArray();
  }

  private static byte[] padded(byte[] bytes) {
    return Arrays.copyOf(bytes, (bytes.length + 3) & ~3);
  }

  /// Another archive with other numbers in its first head.
  private static byte[] patched(byte[] archive, Object... changes) {
    byte[] copy = archive.clone();
    for (int i = 0; i < changes.length; i += 2) {
      byte[] digits = ((String) changes[i + 1]).getBytes(StandardCharsets.US_ASCII);
      System.arraycopy(digits, 0, copy, (int) changes[i], digits.length);
    }
    return copy;
  }
}
