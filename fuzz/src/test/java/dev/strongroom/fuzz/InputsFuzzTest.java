// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.BlobStore;
import dev.strongroom.image.debian.ArchiveKeys;
import dev.strongroom.image.debian.DebPackage;
import dev.strongroom.image.debian.MalformedIndexException;
import dev.strongroom.image.debian.MalformedPackageException;
import dev.strongroom.image.debian.Release;
import dev.strongroom.image.debian.Suite;
import dev.strongroom.image.debian.UntrustedArchiveException;
import dev.strongroom.image.inputs.Lock;
import dev.strongroom.image.inputs.MalformedLockException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/// Any bytes as a package, an archive's index, a lock file.
class InputsFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-21T00:00:00Z");
  private static final ArchiveKeys KEYS = ArchiveKeys.trixie();
  private static final Path FOLDER = folder();

  private static Path folder() {
    try {
      Path folder = Files.createTempDirectory("strongroom-fuzz");
      folder.toFile().deleteOnExit();
      return folder;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesGiveAPackageOrMalformed(byte[] input) throws IOException {
    try {
      DebPackage.open(Files.write(FOLDER.resolve("x.deb"), input))
          .unpack(BlobStore.in(FOLDER.resolve("blobs")));
    } catch (MalformedPackageException e) {
      assertThat(e.offset()).isNotNegative();
      assertThat(e.problem()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesGiveNoIndexThatDebianSigned(byte[] input) {
    try {
      Release release =
          Release.verify(Bytes.copyOf(input), Suite.TRIXIE.get(2), "amd64", KEYS, NOW);
      // The seed itself, or the same text otherwise wrapped.
      assertThat(release.date()).isEqualTo("2026-11-20T00:12:42Z");
    } catch (UntrustedArchiveException e) {
      assertThat(e.reason()).isNotNull();
    } catch (MalformedIndexException e) {
      throw new AssertionError("nobody signed this", e);
    }
  }

  @FuzzTest(maxDuration = "20s")
  void textGivesALockOrMalformed(byte[] input) throws MalformedLockException {
    Lock lock;
    try {
      lock = Lock.parse(new String(input, StandardCharsets.UTF_8));
    } catch (MalformedLockException e) {
      return;
    }
    assertThat(Lock.parse(lock.text()).text()).isEqualTo(lock.text());
  }
}
