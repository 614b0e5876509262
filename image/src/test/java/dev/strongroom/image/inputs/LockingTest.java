// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.debian.ArchiveKeys;
import dev.strongroom.image.debian.Closure;
import dev.strongroom.image.debian.ListedPackage;
import dev.strongroom.image.debian.MalformedIndexException;
import dev.strongroom.image.debian.PackageIndex;
import dev.strongroom.image.debian.Suite;
import dev.strongroom.image.debian.UnknownPackageException;
import dev.strongroom.image.debian.UntrustedArchiveException;
import dev.strongroom.image.fixtures.ArchiveFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
    assertThat(libc.size()).isEqualTo("libc2.10-1".length());
    assertThat(libc.sha256().hex()).isEqualTo(Sha256.of(Bytes.utf8("libc2.10-1")).hex());
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
        "Size: 8 | Size: -8",
        "SHA256: | SHA256: A",
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
  void aLockBecomesNewer() throws Exception {
    Lock old =
        Lock.empty()
            .withGroup("base", List.of(pinned("libc", "2.8-1"), pinned("base", "1")))
            .withGroup("kernel", List.of(pinned("libc", "2.10-1").withLicence(Optional.empty())));
    Refresh refresh = Refresh.of(old, index(), ArchiveFixture.SIGNED);
    assertThat(refresh.changes()).hasSize(1);
    Refresh.Change change = refresh.changes().getFirst();
    assertThat(change.group()).isEqualTo("base");
    assertThat(change.before().version()).contains("2.8-1");
    assertThat(change.after().version()).contains("2.10-1");
    assertThat(change.after().licence()).contains("MIT");
    assertThat(refresh.lock().snapshot()).contains("20261120T121242Z");
    assertThat(refresh.lock().group("base")).containsExactly(change.after(), pinned("base", "1"));
    assertThat(refresh.lock().group("kernel")).isEqualTo(old.group("kernel"));
    Refresh again = Refresh.of(refresh.lock(), index(), ArchiveFixture.SIGNED.plusSeconds(99));
    assertThat(again.changes()).isEmpty();
    assertThat(again.lock().text()).isEqualTo(refresh.lock().text());
    Lock unrecorded = Lock.empty().withGroup("base", refresh.lock().group("base"));
    Refresh recorded = Refresh.of(unrecorded, index(), ArchiveFixture.SIGNED);
    assertThat(recorded.changes()).isEmpty();
    assertThat(recorded.lock().snapshot()).contains("20261120T121242Z");
  }

  @Test
  void anArchiveThatFallsBackIsRefused() throws Exception {
    PackageIndex index = index();
    Lock ahead = Lock.empty().withGroup("base", List.of(pinned("libc", "2.11-1")));
    assertThatThrownBy(() -> Refresh.of(ahead, index, ArchiveFixture.SIGNED))
        .isInstanceOf(ContradictedLockException.class)
        .hasMessageContaining("2.11-1 (amd64), but the archive's newest is debian libc 2.10-1");
    Input libc = pinned("libc", "2.10-1");
    Input other =
        new Input(
            libc.kind(),
            libc.name(),
            libc.version(),
            libc.architecture(),
            libc.location(),
            libc.size(),
            Bytes.zeros(32),
            libc.licence());
    Lock replaced = Lock.empty().withGroup("base", List.of(other));
    assertThatThrownBy(() -> Refresh.of(replaced, index, ArchiveFixture.SIGNED))
        .isInstanceOf(ContradictedLockException.class)
        .hasMessageContaining("other bytes");
    Lock gone = Lock.empty().withGroup("base", List.of(pinned("gone", "1")));
    assertThatThrownBy(() -> Refresh.of(gone, index, ArchiveFixture.SIGNED))
        .isInstanceOf(UnknownPackageException.class);
  }

  private static Input pinned(String name, String version) {
    Bytes content = Bytes.utf8(name + version);
    return new Input(
        Input.Kind.DEBIAN,
        name,
        Optional.of(version),
        Optional.of("amd64"),
        "debian/pool/main/" + name + "_" + version + "_amd64.deb",
        content.length(),
        Sha256.of(content),
        Optional.of("MIT"));
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
    return ArchiveFixture.stanza(name, version, Bytes.utf8(name + version), more);
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.split(" ", -1)).filter(word -> !word.isEmpty()).toList();
  }
}
