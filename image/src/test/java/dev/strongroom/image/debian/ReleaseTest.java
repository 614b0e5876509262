// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.debian;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.image.debian.UntrustedArchiveException.Reason;
import dev.strongroom.image.fixtures.ArchiveFixture;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tukaani.xz.XZInputStream;

/// With an index that Debian signed, of 20 November 2026.
class ReleaseTest {
  private static final Suite SECURITY = Suite.TRIXIE.get(2);
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @Test
  void debiansIndexIsTrusted() throws Exception {
    Release release = verify(real(), SECURITY, ArchiveKeys.trixie(), NOW);
    assertThat(release.date()).isEqualTo("2026-11-20T00:12:42Z");
    assertThat(release.packages().size()).isEqualTo(306_312);
    assertThat(release.packages().sha256().hex())
        .isEqualTo("0e18101e479b4c4aae2810379d7edc81bb4f156f5cbb8a542da9a28145554884");
    assertThat(ArchiveKeys.trixie().fingerprints()).hasSize(3);
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-19T23:00:00Z, NOT_YET",
    "2026-11-20T00:02:00Z, NOT_YET",
    "2026-11-27T00:12:43Z, EXPIRED",
    // The keys' end.
    "2036-01-01T00:00:00Z, BAD_SIGNATURE",
  })
  void onlyInItsTime(Instant now, Reason reason) throws Exception {
    assertRefused(real(), SECURITY, ArchiveKeys.trixie(), now, reason);
  }

  @Test
  void onlyForItsSuite() throws Exception {
    assertRefused(real(), Suite.TRIXIE.getFirst(), ArchiveKeys.trixie(), NOW, Reason.OTHER_SUITE);
  }

  @Test
  void onlyByATrustedKey() throws Exception {
    ArchiveKeys others = new ArchiveFixture(Path.of("unused")).keys();
    assertRefused(real(), SECURITY, others, NOW, Reason.UNKNOWN_SIGNER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Codename: trixie-security | Codename: trixie | BAD_SIGNATURE",
        "Valid-Until: Fri, 27 | Valid-Until: Fri, 28 | BAD_SIGNATURE",
        "0e18101e479b4c4a | 0e18101e479b4c4b | BAD_SIGNATURE",
        "Hash: SHA256 | Hush: SHA256 | NOT_SIGNED",
        "Hash: SHA256 | NotDashEscaped: yes | NOT_SIGNED",
        "-----BEGIN PGP SIGNED | x-----BEGIN PGP SIGNED | NOT_SIGNED",
        "Origin: Debian | -Origin: Debian | NOT_SIGNED",
        "-----END PGP SIGNATURE----- | -----END | NOT_SIGNED",
      })
  void aChangeIsSeen(String good, String bad, Reason reason) throws Exception {
    String text = Objects.requireNonNull(real().asUtf8());
    assertThat(text).contains(good);
    assertRefused(Bytes.utf8(text.replace(good, bad)), SECURITY, ArchiveKeys.trixie(), NOW, reason);
  }

  @Test
  void nothingMayStandBeforeOrAfter() throws Exception {
    String text = Objects.requireNonNull(real().asUtf8());
    for (String changed :
        List.of("Codename: x\n" + text, text + "Codename: x\n", text + text, "")) {
      assertRefused(Bytes.utf8(changed), SECURITY, ArchiveKeys.trixie(), NOW, Reason.NOT_SIGNED);
    }
  }

  @Test
  void noDamageGivesAnyOtherError() throws Exception {
    byte[] good = real().toByteArray();
    Random random = new Random(20261121);
    int from = Objects.requireNonNull(real().asUtf8()).indexOf("-----BEGIN PGP SIGNATURE");
    for (int i = 0; i < 300; i++) {
      byte[] bad = good.clone();
      int at = from + random.nextInt(good.length - from);
      bad[at] ^= (byte) (1 << random.nextInt(7));
      byte[] cut = i % 10 == 0 ? Arrays.copyOf(bad, at) : bad;
      try {
        verify(Bytes.copyOf(cut), SECURITY, ArchiveKeys.trixie(), NOW);
      } catch (UntrustedArchiveException e) {
        assertThat(e.reason()).isNotNull();
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Date: Fri, 20 | Date: Someday, 20 | no date",
        "Date: Fri, 20 Nov | Date: Fri, 31 Nov | no date",
        "Codename | Code | \"codename\" is missing",
        "main/binary-amd64 | main/binary-armhf | no digest of main/binary-amd64",
        "SHA256: | MD5Sum: | \"sha256\" is missing",
        "' 5 main' | ' five main' | no digest and size",
        "Origin: Debian | ' Debian' | continuation of nothing",
        "Origin: Debian | Origin | neither a field",
      })
  void aSignedIndexHasToBeOneToo(String good, String bad, String problem) throws Exception {
    ArchiveFixture archive = new ArchiveFixture(Path.of("unused"));
    String text =
        """
        Origin: Debian
        Codename: trixie
        Date: Fri, 20 Nov 2026 00:12:42 UTC
        SHA256:
         %s 5 main/binary-amd64/Packages.xz\
        """
            .formatted("0".repeat(64));
    Suite trixie = Suite.TRIXIE.getFirst();
    assertThat(verify(archive.signed(text), trixie, archive.keys(), NOW).packages().size())
        .isEqualTo(5);
    assertThat(text).contains(good);
    assertThatThrownBy(
            () -> verify(archive.signed(text.replace(good, bad)), trixie, archive.keys(), NOW))
        .isInstanceOf(MalformedIndexException.class)
        .hasMessageStartingWith("debian/dists/trixie/InRelease, line")
        .hasMessageContaining(problem);
  }

  @Test
  void aKeyringHasKeys() {
    assertThatThrownBy(() -> ArchiveKeys.of(Bytes.EMPTY)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> ArchiveKeys.of(Bytes.utf8("no keys"))).isInstanceOf(IOException.class);
  }

  private static void assertRefused(
      Bytes message, Suite suite, ArchiveKeys keys, Instant now, Reason reason) {
    UntrustedArchiveException refused =
        catchThrowableOfType(
            UntrustedArchiveException.class, () -> verify(message, suite, keys, now));
    assertThat(refused).as("refused").isNotNull();
    assertThat(refused.reason()).isEqualTo(reason);
  }

  private static Release verify(Bytes message, Suite suite, ArchiveKeys keys, Instant now)
      throws UntrustedArchiveException, MalformedIndexException {
    return Release.verify(message, suite, "amd64", keys, now);
  }

  private static Bytes real() throws IOException {
    try (InputStream in =
        new XZInputStream(
            Objects.requireNonNull(
                ReleaseTest.class.getResourceAsStream("trixie-security-InRelease.xz")))) {
      return Bytes.copyOf(in.readAllBytes());
    }
  }
}
