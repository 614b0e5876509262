// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.inputs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.Sha256;
import dev.strongroom.image.debian.Control;
import dev.strongroom.image.debian.DebianVersion;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FetcherTest {
  private static final byte[] CONTENT = random(1);
  private static final byte[] OTHER = random(2);
  private static final Network PATIENT =
      new Network(true, 3, Duration.ofMillis(10), Duration.ofSeconds(20));
  private static final Network HASTY =
      new Network(true, 1, Duration.ofMillis(10), Duration.ofMillis(300));
  private static final Input DEB =
      deb("debian-security/pool/updates/main/h/hello/hello_1.0+b1~x_amd64.deb", CONTENT);
  private static final String PATH =
      "/debian-security/pool/updates/main/h/hello/hello_1.0%2Bb1~x_amd64.deb";

  @TempDir private Path folder;
  private TinyMirror mirror;
  private TinyMirror second;

  @BeforeEach
  void start() throws IOException {
    mirror = new TinyMirror();
    second = new TinyMirror();
  }

  @AfterEach
  void stop() throws IOException {
    mirror.close();
    second.close();
  }

  @Test
  void downloadsOnce() throws Exception {
    mirror.at(PATH, TinyMirror.ok(CONTENT));
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    Progress progress =
        new Progress() {
          @Override
          public void begun(Input input, String from) {
            told.add("begun " + URI.create(from).getRawPath());
          }

          @Override
          public void received(Input input, long bytes) {
            told.add("received");
          }

          @Override
          public void finished(Input input) {
            told.add("finished");
          }
        };
    try (Fetcher fetcher = fetcher(PATIENT, progress, Source.debianMirror(mirror.base()))) {
      Path file = fetcher.fetch(DEB);
      assertThat(file).hasBinaryContent(CONTENT).hasFileName(DEB.sha256().hex());
      assertThat(fetcher.fetch(DEB)).isEqualTo(file);
    }
    assertThat(mirror.requests()).containsExactly(PATH);
    assertThat(told).startsWith("begun " + PATH, "received").endsWith("received", "finished");
    try (Fetcher offline = fetcher(Network.OFFLINE, Progress.NONE)) {
      assertThat(offline.fetch(DEB)).hasBinaryContent(CONTENT);
    }
  }

  @Test
  void aDamagedCacheIsMended() throws Exception {
    mirror.at(PATH, TinyMirror.ok(CONTENT));
    try (Fetcher fetcher = fetcher(PATIENT, Progress.NONE, Source.debianMirror(mirror.base()))) {
      Files.write(fetcher.fetch(DEB), OTHER);
      assertThat(fetcher.fetch(DEB)).hasBinaryContent(CONTENT);
      Files.write(fetcher.fetch(DEB), new byte[3]);
      assertThat(fetcher.fetch(DEB)).hasBinaryContent(CONTENT);
    }
    assertThat(mirror.requests()).hasSize(3);
  }

  @Test
  void theNextPlaceIsTried() throws Exception {
    mirror.at(PATH, TinyMirror.ok(OTHER));
    String snapshot =
        "/archive/debian-security/20261121T000000Z" + PATH.substring("/debian-security".length());
    second.at(snapshot, TinyMirror.moved(second.base().resolve("/file")));
    second.at("/file", TinyMirror.ok(CONTENT));
    try (Fetcher fetcher =
        fetcher(
            PATIENT,
            Progress.NONE,
            Source.folder(folder.resolve("none")),
            Source.debianMirror(second.base()),
            Source.debianMirror(mirror.base()),
            Source.debianSnapshot(second.base(), Optional.of("20261121T000000Z")))) {
      assertThat(fetcher.fetch(DEB)).hasBinaryContent(CONTENT);
    }
    assertThat(second.requests()).containsExactly(PATH, snapshot, "/file");
  }

  @Test
  void whatMayPassIsTriedAgain() throws Exception {
    mirror.at(PATH, TinyMirror.status(503), TinyMirror.cutOff(CONTENT), TinyMirror.ok(CONTENT));
    try (Fetcher fetcher = fetcher(PATIENT, Progress.NONE, Source.debianMirror(mirror.base()))) {
      assertThat(fetcher.fetch(DEB)).hasBinaryContent(CONTENT);
    }
    assertThat(mirror.requests()).hasSize(3);
  }

  @Test
  void everyPlaceIsNamedWithItsReason() throws Exception {
    mirror.at(PATH, TinyMirror.status(500));
    try (Fetcher fetcher =
        fetcher(
            PATIENT,
            Progress.NONE,
            Source.folder(folder.resolve("none")),
            Source.debianMirror(mirror.base()),
            Source.debianMirror(second.base()),
            Source.debianMirror(URI.create("http://127.0.0.1:1/")),
            Source.mavenRepository(second.base()))) {
      InputUnavailableException missing =
          catchThrowableOfType(InputUnavailableException.class, () -> fetcher.fetch(DEB));
      assertThat(missing).hasMessageStartingWith("debian hello 1.0 (amd64) is nowhere to be had:");
      assertThat(missing.input()).isEqualTo("debian hello 1.0 (amd64)");
      assertThat(missing.attempts())
          .map(Attempt::problem)
          .containsExactly(
              "no such file",
              "no such file",
              "HTTP status 500 (tried 3 times)",
              "HTTP status 404",
              "no connection (tried 3 times)");
      assertThat(missing.attempts().get(3).place()).endsWith(PATH);
    }
    assertNothingIsKept();
  }

  @Test
  void otherBytesAreNeverKept() throws Exception {
    Files.write(folder.resolve(DEB.fileName()), OTHER);
    mirror.at(PATH, TinyMirror.tooShort(CONTENT));
    second.at(PATH, TinyMirror.endless());
    try (Fetcher fetcher =
        fetcher(
            PATIENT,
            Progress.NONE,
            Source.folder(folder),
            Source.debianMirror(mirror.base()),
            Source.debianMirror(second.base()))) {
      InputMismatchException mismatch =
          catchThrowableOfType(InputMismatchException.class, () -> fetcher.fetch(DEB));
      assertThat(mismatch).hasMessageContaining(DEB.sha256().hex());
      assertThat(mismatch.attempts())
          .map(Attempt::problem)
          .containsExactly(
              "SHA-256 " + Sha256.of(Bytes.copyOf(OTHER)).hex(),
              "no such file",
              "150000 bytes instead of 300000",
              "more than 300000 bytes");
    }
    assertNothingIsKept();
  }

  @Test
  void silenceEndsADownload() throws Exception {
    mirror.at(PATH, TinyMirror.silent(CONTENT));
    second.at(PATH, out -> Thread.sleep(60_000));
    try (Fetcher fetcher =
        fetcher(
            HASTY,
            Progress.NONE,
            Source.debianMirror(mirror.base()),
            Source.debianMirror(second.base()))) {
      InputUnavailableException missing =
          catchThrowableOfType(InputUnavailableException.class, () -> fetcher.fetch(DEB));
      assertThat(missing.attempts()).hasSize(2);
      assertThat(missing.attempts().get(0).problem()).startsWith("nothing came for");
      assertThat(missing.attempts().get(1).problem()).matches("no answer in time|nothing came .*");
    }
    assertNothingIsKept();
  }

  @Test
  void offlineTheNetworkIsLeftAlone() throws Exception {
    mirror.at(PATH, TinyMirror.ok(CONTENT));
    try (Fetcher fetcher =
        fetcher(Network.OFFLINE, Progress.NONE, Source.debianMirror(mirror.base()))) {
      assertThatThrownBy(() -> fetcher.fetch(DEB))
          .isInstanceOf(InputUnavailableException.class)
          .hasMessageContaining("isn't to be used");
    }
    assertThat(mirror.requests()).isEmpty();
  }

  @Test
  void foldersHaveFilesByNameOrByPath() throws Exception {
    Input jar = Input.maven(MavenCoordinates.parse("org.example:lib:1.0"), 300_000, DEB.sha256());
    Path repository = folder.resolve("repository");
    Path inRepository = repository.resolve("org/example/lib/1.0/lib-1.0.jar");
    Files.createDirectories(inRepository.getParent());
    Files.write(inRepository, CONTENT);
    Path pool = folder.resolve("mirror").resolve(DEB.location());
    Files.createDirectories(pool.getParent());
    byte[] content = {1, 2, 3};
    Input small = deb(DEB.location(), content);
    Files.write(pool, content);
    try (Fetcher fetcher =
        fetcher(
            Network.OFFLINE,
            Progress.NONE,
            Source.localMaven(repository),
            Source.folder(folder.resolve("mirror")))) {
      assertThat(fetcher.fetch(jar)).hasBinaryContent(CONTENT);
      assertThat(fetcher.fetch(small)).hasBinaryContent(content);
    }
  }

  @Test
  void allAreFetchedOrAllThatAreMissingAreNamed() throws Exception {
    List<Input> inputs = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] content = {(byte) i, 7};
      inputs.add(deb("debian/pool/p" + i + "_1_all.deb", content));
      mirror.at("/debian/pool/p" + i + "_1_all.deb", TinyMirror.ok(content));
    }
    try (Fetcher fetcher = fetcher(PATIENT, Progress.NONE, Source.debianMirror(mirror.base()))) {
      Map<Input, Path> files = fetcher.fetchAll(inputs);
      assertThat(files.keySet()).containsExactlyElementsOf(inputs);
      assertThat(files.get(inputs.get(3))).hasBinaryContent(new byte[] {3, 7});
      Input missing = deb("debian/pool/x_1_all.deb", new byte[1]);
      Input wrong = deb("debian/pool/p1_1_all.deb", new byte[2]);
      InputException first =
          catchThrowableOfType(
              InputException.class,
              () -> fetcher.fetchAll(List.of(inputs.get(0), missing, wrong, inputs.get(1))));
      assertThat(first).isInstanceOf(InputUnavailableException.class);
      assertThat(first).hasMessageContaining("x_1_all.deb");
      assertThat(first.getSuppressed()).hasOnlyElementsOfType(InputMismatchException.class);
    }
  }

  @Test
  void severalMayFetchTheSameAtOnce() throws Exception {
    mirror.at(PATH, TinyMirror.ok(CONTENT));
    Source source = Source.debianMirror(mirror.base());
    try (Fetcher one = fetcher(PATIENT, Progress.NONE, source);
        Fetcher other = fetcher(PATIENT, Progress.NONE, source);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Path>> all = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        Fetcher fetcher = i % 2 == 0 ? one : other;
        all.add(threads.submit(() -> fetcher.fetch(DEB)));
      }
      for (Future<Path> each : all) {
        assertThat(each.get()).hasBinaryContent(CONTENT);
      }
    }
    // Two fetchers know nothing of each other, as two processes do.
    assertThat(mirror.requests()).hasSizeBetween(1, 2);
    try (Stream<Path> files = Files.list(folder.resolve("cache"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void theCacheIsWhereTheUserWantsIt() {
    Path home = Path.of("/home/somebody");
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "/var/cache/me"), home).inputs())
        .isEqualTo(Path.of("/var/cache/me/strongroom/inputs"));
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", "relative"), home).blobs())
        .isEqualTo(Path.of("/home/somebody/.cache/strongroom/blobs"));
    assertThat(CacheFolder.of(Map.of(), home).root())
        .isEqualTo(Path.of("/home/somebody/.cache/strongroom"));
  }

  private void assertNothingIsKept() {
    assertThat(folder.resolve("cache")).isEmptyDirectory();
  }

  private Fetcher fetcher(Network network, Progress progress, Source... sources)
      throws IOException {
    return new Fetcher(InputCache.in(folder.resolve("cache")), List.of(sources), network, progress);
  }

  private static byte[] random(int seed) {
    byte[] bytes = new byte[300_000];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static Input deb(String location, byte[] content) {
    Control control = new Control("hello", new DebianVersion("1.0"), "amd64", List.of(), List.of());
    return Input.debian(control, location, content.length, Sha256.of(Bytes.copyOf(content)));
  }
}
