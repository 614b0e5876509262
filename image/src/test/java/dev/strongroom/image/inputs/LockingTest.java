// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.image.debian.ArchiveFixture;
import dev.strongroom.image.debian.ArchiveKeys;
import dev.strongroom.image.debian.Closure;
import dev.strongroom.image.debian.ListedPackage;
import dev.strongroom.image.debian.MalformedIndexException;
import dev.strongroom.image.debian.PackageIndex;
import dev.strongroom.image.debian.Suite;
import dev.strongroom.image.debian.UnknownPackageException;
import dev.strongroom.image.debian.UntrustedArchiveException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockingTest {
  private static final List<Suite> SUITES =
      List.of(new Suite("debian", "trixie"), new Suite("debian-security", "trixie-security"));

  @TempDir private Path folder;
  private ArchiveFixture archive;

  @BeforeEach
  void archive() throws Exception {
    archive = new ArchiveFixture(folder.resolve("mirror"));
    archive.suite(
        SUITES.get(0),
        String.join(
            "\n",
            pack("app", "1.0-1", "Depends: libc (>= 2), mta | mail, old (<< 2)"),
            pack("libc", "2.9-1", "Pre-Depends: base"),
            pack("base", "1", ""),
            pack("old", "1", "Provides: base (= 3)"),
            pack("postfix", "3", "Provides: mail, mta\nDepends: app:any"),
            pack("exim", "4", "Provides: mail"),
            pack("picky", "1", "Depends: base (>= 3)"),
            pack("hopeless", "1", "Depends: base (>= 4) | mail (= 1)")));
    archive.suite(SUITES.get(1), pack("libc", "2.10-1", "Depends: base"));
  }

  @Test
  void theNewestOfAllSuitesIsPinned() throws Exception {
    List<Input> inputs = Locking.named(index(), List.of("libc", "base"));
    assertThat(inputs).map(Input::name).containsExactly("base", "libc");
    Input libc = inputs.get(1);
    assertThat(libc.version()).contains("2.10-1");
    assertThat(libc.architecture()).contains("amd64");
    assertThat(libc.location()).isEqualTo("debian-security/pool/main/libc_2.10-1_amd64.deb");
    assertThat(libc.size()).isEqualTo(5);
    assertThat(libc.sha256().hex()).isEqualTo("ab".repeat(32));
    assertThatThrownBy(() -> Locking.named(index(), List.of("mta")))
        .isInstanceOf(UnknownPackageException.class);
    assertThat(Lock.parse(Lock.empty().withGroup("base", inputs).text()).group("base"))
        .isEqualTo(inputs);
  }

  @ParameterizedTest
  @CsvSource({
    "app, '', app libc old postfix",
    "app, mta, app libc old",
    "app, 'mta libc', app old",
    "libc, '', base libc",
    "exim app, '', app exim libc old",
    "picky, '', old picky",
    "base picky, '', base old picky",
  })
  void whatIsNeededComesAlong(String roots, String ignored, String all) throws Exception {
    List<ListedPackage> closure = Closure.of(index(), words(roots), words(ignored));
    assertThat(closure).map(each -> each.control().name()).containsExactlyElementsOf(words(all));
  }

  @Test
  void whatNobodyHasIsNamed() throws Exception {
    PackageIndex index = index();
    assertThatThrownBy(() -> Closure.of(index, List.of("hopeless"), List.of()))
        .isInstanceOf(UnknownPackageException.class)
        .hasMessageContaining("base (>= 4) | mail (= 1)")
        .hasMessageContaining("hopeless needs");
    assertThatThrownBy(() -> Closure.of(index, List.of("nothing"), List.of()))
        .isInstanceOf(UnknownPackageException.class);
  }

  @Test
  void anotherListThanTheSignedOneIsRefused() throws Exception {
    Path list = folder.resolve("mirror").resolve(SUITES.get(0).packages("amd64"));
    byte[] bytes = Files.readAllBytes(list);
    bytes[bytes.length - 1] ^= 1;
    Files.write(list, bytes);
    assertThatThrownBy(this::index).isInstanceOf(InputMismatchException.class);
    Files.delete(list);
    assertThatThrownBy(this::index).isInstanceOf(InputUnavailableException.class);
    Files.delete(folder.resolve("mirror").resolve(SUITES.get(0).inRelease()));
    assertThatThrownBy(this::index)
        .isInstanceOf(InputUnavailableException.class)
        .hasMessageStartingWith("debian/dists/trixie/InRelease is nowhere to be had");
  }

  @Test
  void debiansKeysAreNotThoseOfEverybody() {
    assertThatThrownBy(() -> index(ArchiveKeys.trixie()))
        .isInstanceOf(UntrustedArchiveException.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Filename: pool/ | Filename: ../",
        "Filename: pool/main | Filename: pool/../main",
        "Size: 5 | Size: -5",
        "SHA256: ab | SHA256: AB",
        "SHA256 | SHA512",
        "Package: app | Package: App",
        "Version: 1.0-1 | Version: :",
        "Depends: libc (>= 2) | Depends: libc (~~ 2)",
      })
  void aSignedListHasToBeOneToo(String good, String bad) throws Exception {
    String list = pack("app", "1.0-1", "Depends: libc (>= 2)");
    assertThat(list).contains(good);
    archive.suite(SUITES.get(0), list.replace(good, bad));
    assertThatThrownBy(this::index)
        .isInstanceOf(MalformedIndexException.class)
        .hasMessageContaining("trixie");
  }

  @Test
  void aMomentIsWrittenAsSnapshotsAre() {
    assertThat(Locking.moment(ArchiveFixture.SIGNED)).isEqualTo("20261120T001242Z");
  }

  private PackageIndex index() throws Exception {
    return index(archive.keys());
  }

  private PackageIndex index(ArchiveKeys keys) throws Exception {
    try (Fetcher fetcher =
        new Fetcher(
            InputCache.in(folder.resolve("cache")),
            List.of(Source.folder(folder.resolve("mirror"))),
            Network.OFFLINE,
            Progress.NONE)) {
      InstantSource clock = InstantSource.fixed(ArchiveFixture.SIGNED.plusSeconds(3600));
      return new Locking(fetcher, SUITES, "amd64", keys, clock).index();
    }
  }

  private static String pack(String name, String version, String more) {
    return """
    Package: %s
    Version: %s
    Architecture: amd64
    Filename: pool/main/%s_%s_amd64.deb
    Size: 5
    SHA256: %s
    %s
    """
        .formatted(name, version, name, version, "ab".repeat(32), more)
        .replaceAll("\n+$", "\n");
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
  }
}
