// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.image.inputs.Input;
import dev.strongroom.image.inputs.Lock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a small mirror whose indices a key of its own signed (module image, `ArchiveFixture`),
/// valid from 20 to 27 November 2026. It has all packages of an image in version 9:1.0-1, and a
/// newer libc6 among the security fixes.
class LockCommandTest {
  private static final Path MIRROR =
      Path.of("src", "test", "resources", "dev", "strongroom", "cli", "mirror").toAbsolutePath();

  @TempDir private Path folder = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void write() {
    file = folder.resolve("strongroom.lock");
  }

  @Test
  void makesALockOfTheNewestPackages() throws Exception {
    Run run = lock();
    assertThat(run.err()).isEmpty();
    assertThat(run.status()).isZero();
    assertThat(run.out())
        .contains("  base libc6 2.41-12+deb13u4 → 9:1.0-1+deb13u1\n")
        .contains("  base zlib1g ")
        .endsWith(": 6 packages are newer\n");
    Lock lock = Lock.parse(Files.readString(file));
    assertThat(lock.snapshot()).contains("20261121T120000Z");
    Input libc = lock.group("base").getFirst();
    assertThat(libc.location())
        .isEqualTo("debian-security/pool/main/libc6_1.0-1+deb13u1_amd64.deb");
    assertThat(libc.licence()).contains("LGPL-2.1-or-later");

    String text = Files.readString(file);
    assertThat(lock().out()).endsWith(": all packages are the newest\n");
    assertThat(lock("--check").status()).isZero();
    assertThat(file).content().isEqualTo(text);
  }

  @Test
  void checkingWritesNothing() throws Exception {
    assertThat(lock("--check").status()).isEqualTo(1);
    assertThat(file).doesNotExist();
  }

  @Test
  void onlyATrustedArchiveCounts() throws Exception {
    Run stranger =
        run(
            Instant.parse("2026-11-21T00:00:00Z"),
            file.toString(),
            "--inputs",
            MIRROR.toString(),
            "--offline");
    assertThat(stranger.status()).isEqualTo(1);
    assertThat(stranger.err()).contains("no signature by one of these keys: 04b54c3c");
    Run late = run(Instant.parse("2026-11-27T00:13:00Z"), arguments());
    assertThat(late.status()).isEqualTo(1);
    assertThat(late.err()).contains("was valid until Fri, 27 Nov 2026 00:12:42 UTC");
    assertThat(file).doesNotExist();
  }

  @Test
  void anArchiveThatFellBackIsRefused() throws Exception {
    lock();
    String ahead = Files.readString(file).replace("9:1.0-1+deb13u1\"", "9:1.0-1+deb13u2\"");
    Files.writeString(file, ahead);
    Run run = lock();
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("the archive's newest is debian libc6 9:1.0-1+deb13u1 (amd64)");
    assertThat(file).content().isEqualTo(ahead);
  }

  @Test
  void saysWhatCannotBeUsed() throws Exception {
    Run nowhere = Run.of("lock", file.toString(), "--offline");
    assertThat(nowhere.status()).isEqualTo(2);
    assertThat(nowhere.err())
        .contains("debian/dists/trixie/InRelease is nowhere to be had")
        .contains("the network isn't to be used");
    Files.writeString(file, "{}");
    Run malformed = lock();
    assertThat(malformed.status()).isEqualTo(2);
    assertThat(malformed.err()).contains("\"strongroom-lock\" is missing");
    Files.writeString(file, Lock.empty().text());
    assertThat(lock().err()).contains("of 0 architectures");
  }

  private Run lock(String... more) {
    return run(Instant.parse("2026-11-21T00:00:00Z"), arguments(more));
  }

  private String[] arguments(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                file.toString(),
                "--inputs",
                MIRROR.toString(),
                "--keyring",
                MIRROR.resolve("keyring.gpg").toString(),
                "--cache",
                folder.resolve("cache").toString(),
                "--offline"));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static Run run(Instant now, String... arguments) {
    List<String> all = new ArrayList<>(List.of("lock"));
    all.addAll(List.of(arguments));
    return Run.with(new byte[0], false, now, all.toArray(String[]::new));
  }
}
