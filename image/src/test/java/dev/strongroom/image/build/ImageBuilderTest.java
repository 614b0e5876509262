// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Blob;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.compare.Comparison;
import dev.strongroom.image.compare.Difference;
import dev.strongroom.image.debian.DebFixture;
import dev.strongroom.image.eif.EifFile;
import dev.strongroom.image.inputs.CacheFolder;
import dev.strongroom.image.inputs.Fetcher;
import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.Input.Kind;
import dev.strongroom.image.inputs.InputCache;
import dev.strongroom.image.inputs.InputMismatchException;
import dev.strongroom.image.inputs.InputUnavailableException;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.inputs.Network;
import dev.strongroom.image.inputs.Progress;
import dev.strongroom.image.inputs.Source;
import dev.strongroom.image.materials.BillOfMaterials;
import dev.strongroom.image.materials.FileListing;
import dev.strongroom.image.materials.InstalledFile;
import dev.strongroom.image.ramdisk.CpioWriter;
import dev.strongroom.image.ramdisk.Gzip;
import dev.strongroom.image.tree.FileTree;
import dev.strongroom.image.tree.Node.RegularFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Images around a base that was made before: what every build but the first does.
class ImageBuilderTest {
  private static final String PROJECT =
      """
      version: 1
      name: tiny
      release: 1.0.0
      jars: [lib]
      files: { conf/a.txt: a.txt }
      deployment: tiny
      rootSecret: { source: simulated }
      """;

  @TempDir private Path folder = Path.of("");

  @Test
  void theSameInputsGiveTheSameBytesAnywhere() throws Exception {
    ImageBuilder.Built one = new Place("one").build();
    Place other = new Place("an other folder/deeper");
    try (Stream<Path> files = Files.walk(other.project())) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-02-03T04:05:06Z")));
      }
    }
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    try {
      // Digits aren't ASCII there.
      Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
      TimeZone.setDefault(TimeZone.getTimeZone("Asia/Tokyo"));
      assertThat(String.format("%d", 7)).isNotEqualTo("7");
      assertThat(other.build()).isEqualTo(one);
    } finally {
      Locale.setDefault(locale);
      TimeZone.setDefault(zone);
    }
    assertThat(other.output()).hasSameBinaryContentAs(new Place("one").output());
    assertThat(bill(other.output())).hasSameBinaryContentAs(bill(new Place("one").output()));
    assertThat(one.sha256()).isEqualTo(Sha256.of(other.output()));
    assertThat(one.size()).isEqualTo(Files.size(other.output()));
    try (EifFile image = EifFile.open(other.output())) {
      assertThat(image.measure()).isEqualTo(one.measurements());
    }
  }

  @Test
  void anotherByteInTheApplicationLeavesTheBaseAndIsNamed() throws Exception {
    Place one = new Place("one");
    ImageBuilder.Built before = one.build();
    Place two = new Place("two");
    Files.writeString(two.project().resolve("a.txt"), "greeting = hi\n");
    ImageBuilder.Built after = two.build();
    assertThat(after.measurements().pcr1()).isEqualTo(before.measurements().pcr1());
    assertThat(after.measurements().pcr2()).isNotEqualTo(before.measurements().pcr2());
    Comparison comparison = Comparison.of(one.output(), two.output());
    assertThat(
            comparison.differences().stream()
                .filter(difference -> !difference.changes().isEmpty())
                .map(Difference::words))
        .containsExactly(
            "app/files/conf/a.txt differs: its line 1 is \"greeting = hello\" in the first image,"
                + " \"greeting = hi\" in the second");
  }

  /// In the application's part, so whoever needs none of it has it nowhere, and the base of all is
  /// one.
  @Test
  void aLibraryThatIsNamedIsAddedToTheApplicationAndAccountedFor() throws Exception {
    ImageBuilder.Built before = new Place("one").build();
    Place two = new Place("two");
    String yaml = Files.readString(two.project().resolve("strongroom.yaml"));
    Files.writeString(
        two.project().resolve("strongroom.yaml"), yaml + "libraries: [libgomp.so.1]\n");
    Files.write(
        two.project().resolve("libgomp1.deb"),
        DebFixture.withFile("usr/lib/x86_64-linux-gnu/libgomp.so.1", "the library"));
    Input origin = library(two.project().resolve("libgomp1.deb"));
    ImageBuilder.Built after = two.build(two.lock().withGroup(Locks.LIBRARIES, List.of(origin)));
    assertThat(after.measurements().pcr1()).isEqualTo(before.measurements().pcr1());
    assertThat(after.measurements().pcr2()).isNotEqualTo(before.measurements().pcr2());
    assertThat(after.materials().files())
        .contains(
            new InstalledFile(
                "usr/lib/libgomp.so.1",
                new InstalledFile.Content.Data(Sha256.of(Bytes.utf8("the library")), 11),
                List.of(origin.sha256()),
                SharedLibrary.named("libgomp.so.1").orElseThrow().why()));
    assertThat(Comparison.of(new Place("one").output(), two.output()).differences())
        .extracting(Difference::words)
        .anyMatch(words -> words.contains("usr/lib/libgomp.so.1"));
    Files.write(
        two.project().resolve("libgomp1.deb"), DebFixture.withFile("usr/lib/other.so", "other"));
    Input lacking = library(two.project().resolve("libgomp1.deb"));
    assertThatThrownBy(() -> two.build(two.lock().withGroup(Locks.LIBRARIES, List.of(lacking))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no package has usr/lib/x86_64-linux-gnu/libgomp.so.1");
  }

  private static Input library(Path file) throws IOException {
    return new Input(
        Kind.FILE,
        "libgomp1",
        Optional.of("1"),
        Optional.empty(),
        "libgomp1.deb",
        Files.size(file),
        Sha256.of(file),
        Optional.empty());
  }

  @Test
  void anotherBaseLeavesTheApplication() throws Exception {
    ImageBuilder.Built before = new Place("one").build();
    Place other = new Place("two");
    other.base = "another base";
    ImageBuilder.Built after = other.build();
    assertThat(after.measurements().pcr2()).isEqualTo(before.measurements().pcr2());
    assertThat(after.measurements().pcr1()).isNotEqualTo(before.measurements().pcr1());
  }

  @Test
  void otherBytesThanThePinnedOnesAreRefused() throws Exception {
    Place place = new Place("one");
    Lock lock = place.lock();
    Files.writeString(place.project().resolve("a.txt"), "greeting = evil!\n");
    assertThatThrownBy(() -> place.build(lock)).isInstanceOf(InputMismatchException.class);
    Files.delete(place.project().resolve("a.txt"));
    assertThatThrownBy(() -> place.build(lock)).isInstanceOf(InputUnavailableException.class);
    assertThat(place.output()).doesNotExist();
    assertThat(place.project()).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void aDamagedBaseIsNotUsed() throws Exception {
    Place place = new Place("one");
    place.build();
    Path base;
    try (Stream<Path> list = Files.list(place.cache().root().resolve("bases"))) {
      base =
          list.filter(p -> !p.toString().endsWith(".sha256"))
              .max(Comparator.comparingLong(p -> p.toFile().length()))
              .orElseThrow();
    }
    byte[] bytes = Files.readAllBytes(base);
    bytes[bytes.length / 2] ^= 1;
    Files.write(base, bytes);
    // It has to be made anew, for which the packages aren't here.
    assertThatThrownBy(() -> place.again()).isInstanceOf(InputUnavailableException.class);
  }

  @Test
  void theOutputIsLookedAtFirst() throws Exception {
    Place place = new Place("one");
    for (Path output :
        List.of(
            folder.resolve("missing/app.eif"),
            Files.createDirectory(folder.resolve("directory")),
            Files.createSymbolicLink(folder.resolve("device"), Path.of("/dev/null")))) {
      place.output = output;
      assertThatThrownBy(place::again)
          .isInstanceOf(IOException.class)
          .hasMessageContaining(output.toString());
    }
    assertThat(folder.resolve("directory")).isDirectory();
    assertThat(place.cache().root().resolve("bases")).doesNotExist();
  }

  @Test
  void whatAKilledBuildLeftIsInNobodysWay() throws Exception {
    Place place = new Place("one");
    Files.writeString(
        place.project().resolve("app.eif." + ProcessHandle.current().pid() + ".0.new"), "half");
    Files.writeString(place.output(), "the image before");
    ImageBuilder.Built built = place.build();
    assertThat(Sha256.of(place.output())).isEqualTo(built.sha256());
  }

  @Test
  void manyMayBuildTheSameAtOnce() throws Exception {
    Place place = new Place("one");
    ImageBuilder.Built expected = place.build();
    List<Callable<ImageBuilder.Built>> builds = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      builds.add(place::again);
    }
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (Future<ImageBuilder.Built> built : threads.invokeAll(builds)) {
        assertThat(built.get()).isEqualTo(expected);
      }
    }
    assertThat(Sha256.of(place.output())).isEqualTo(expected.sha256());
    assertThat(place.project()).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void theImageCanBeReadByWhoeverMayReadTheFolder() throws Exception {
    Place place = new Place("one");
    place.build();
    Path usual = Files.createFile(folder.resolve("usual"));
    assertThat(Files.getPosixFilePermissions(place.output()))
        .isEqualTo(Files.getPosixFilePermissions(usual));
  }

  private static Path bill(Path image) {
    return image.resolveSibling(image.getFileName() + BillOfMaterials.SUFFIX);
  }

  /// A machine: a project, a cache with a base, an output.
  private final class Place {
    private final Path home;
    private String base = "the base";
    private Path output;

    Place(String name) throws IOException {
      home = folder.resolve(name);
      output = home.resolve("project/app.eif");
      if (Files.isDirectory(home)) {
        return;
      }
      Files.createDirectories(project().resolve("lib"));
      Files.writeString(project().resolve("strongroom.yaml"), PROJECT);
      Files.writeString(project().resolve("a.txt"), "greeting = hello\n");
      jar(project().resolve("lib/b.jar"), "b");
      jar(project().resolve("lib/a.jar"), "a");
      Files.write(project().resolve("bzImage"), new byte[4096]);
    }

    Path project() {
      return home.resolve("project");
    }

    Path output() {
      return output;
    }

    CacheFolder cache() {
      return new CacheFolder(home.resolve("cache"));
    }

    Lock lock() throws IOException, ProjectException {
      Lock lock = Locks.withKernel(Lock.empty(), project().resolve("bzImage"), "6.12.1");
      lock =
          lock.withGroup(Locks.BASE, List.of(pinned("libc6.deb")))
              .withGroup(Locks.RUNTIME, List.of(pinned("runtime-" + base.length() + ".jar")));
      return Locks.withApplication(lock, read());
    }

    ImageBuilder.Built build() throws Exception {
      return build(lock());
    }

    ImageBuilder.Built build(Lock lock) throws Exception {
      prepareBase(lock);
      return again(lock);
    }

    ImageBuilder.Built again() throws Exception {
      return again(lock());
    }

    private ImageBuilder.Built again(Lock lock) throws Exception {
      try (Fetcher fetcher =
          new Fetcher(
              InputCache.in(cache().inputs()),
              List.of(Source.folder(project())),
              Network.OFFLINE,
              Progress.NONE)) {
        return new ImageBuilder(fetcher, cache(), BuildProgress.NONE)
            .build(read(), lock, output, false);
      }
    }

    private Project read() throws IOException, ProjectException {
      return Project.read(project().resolve("strongroom.yaml"));
    }

    private void prepareBase(Lock lock) throws IOException {
      Cache bases = new Cache(cache().root().resolve("bases"));
      FileTree tree =
          FileTree.builder().put("init", new RegularFile(Blob.of(Bytes.utf8(base)), true)).build();
      try (Scratch scratch = bases.scratch()) {
        Path made = scratch.resolve("base");
        Gzip.compress(CpioWriter.archive(tree), made);
        Bytes key =
            BaseRamdisk.key(lock.group(Locks.BASE), lock.group(Locks.RUNTIME), new TreeSet<>());
        InstalledFile file =
            new InstalledFile(
                "init",
                new InstalledFile.Content.Data(Sha256.of(Bytes.utf8(base)), base.length()),
                List.of(),
                "a test");
        Path list = scratch.resolve("list");
        Files.write(list, FileListing.text(List.of(file)).toByteArray());
        bases.keep(BaseRamdisk.listKey(key), list);
        bases.keep(key, made);
      }
    }
  }

  private static Input pinned(String name) {
    return new Input(
        Kind.FILE,
        name,
        Optional.empty(),
        Optional.empty(),
        name,
        1,
        Sha256.of(Bytes.utf8(name)),
        Optional.empty());
  }

  private static void jar(Path file, String text) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
      ZipEntry entry = new ZipEntry("notes.txt");
      entry.setTime(0);
      zip.putNextEntry(entry);
      zip.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
