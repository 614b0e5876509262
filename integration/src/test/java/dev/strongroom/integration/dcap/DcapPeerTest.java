// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.dcap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.MalformedEvidenceException;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.PlatformStatus;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.dcap.IntelRoot;
import dev.strongroom.attestation.endorsements.GivenFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Quotes as they are and with a bit changed, judged by us and by `@phala/dcap-qvl`. Where the two
/// differ, `docs/evidence-dcap.md` says why; any other difference fails.
class DcapPeerTest {
  private static final Path VECTORS =
      Path.of(System.getProperty("strongroom.vectors", "../../shared/vectors"))
          .toAbsolutePath()
          .normalize();
  private static final String JUNE = "2025-06-25T00:00:00Z";
  private static final String AUGUST = "2025-08-01T00:00:00Z";
  private static final String FEBRUARY = "2026-02-25T00:00:00Z";
  private static final int CHANGES = 60;

  private final Verifier verifier = Verifier.create(SignatureProvider.fastest(), PathCache.none());

  /// A quote with the one sort of collateral that both read.
  ///
  /// @param known how the other refuses what we don't; empty if it doesn't
  private record Sample(String quote, String collateral, String at, String known) {}

  private static List<Sample> samples() {
    String tdx25 = "tdx/collateral/phala-tdx-2025-06.json";
    String tdx26 = "tdx/collateral/phala-tdx-2026-02.json";
    String sgx25 = "sgx/collateral/phala-sgx-2025-06.json";
    return List.of(
        new Sample("tdx/quotes/v4-uptodate-phala.bin", tdx25, JUNE, ""),
        new Sample("tdx/quotes/v4-uptodate-phala.bin", tdx25, AUGUST, ""),
        new Sample("tdx/quotes/v4-uptodate-phala.bin", tdx26, FEBRUARY, ""),
        new Sample("tdx/quotes/v5-uptodate.bin", tdx26, FEBRUARY, ""),
        new Sample("tdx/quotes/v5-no-tcb-level-phala.bin", tdx26, FEBRUARY, ""),
        new Sample(
            "tdx/quotes/v5-service-td-alibaba.bin", tdx26, FEBRUARY, "Invalid mr service td"),
        new Sample("sgx/quotes/v3-confswhardening-phala.bin", sgx25, JUNE, ""));
  }

  private static Bytes file(String name) throws IOException {
    return Bytes.copyOf(Files.readAllBytes(VECTORS.resolve(name)));
  }

  @Test
  void agreesWithAnotherLibrary() throws Exception {
    if (!Files.isReadable(VECTORS.resolve("tdx/MANIFEST.json"))) {
      System.err.println("NOT TESTED: no samples in " + VECTORS);
      Assumptions.abort("no samples");
    }
    List<String> differences = new ArrayList<>();
    int accepted = 0;
    try (DcapPeer peer = DcapPeer.start()) {
      Random random = new Random(20260225);
      for (Sample sample : samples()) {
        Bytes quote = file(sample.quote());
        Bytes collateral = file(sample.collateral());
        Instant at = Instant.parse(sample.at());
        Endorsements endorsements = GivenFile.read(collateral);
        for (int i = 0; i <= CHANGES; i++) {
          int where = random.nextInt(quote.length());
          Bytes changed = i == 0 ? quote : flipped(quote, where, 1 << random.nextInt(8));
          String ours = ours(changed, endorsements, at);
          String theirs = peer.verify(changed, collateral, at);
          accepted += ours.equals("refused") ? 0 : 1;
          boolean same = ours.equals(theirs.startsWith("refused") ? "refused" : label(theirs));
          boolean known = !sample.known().isEmpty() && theirs.contains(sample.known());
          // The other has Intel's root built in, and doesn't look at the one in the quote.
          boolean root = i > 0 && ours.equals("refused") && where > rootOf(quote);
          if (!same && !known && !root) {
            String what = i == 0 ? "" : ", byte " + where;
            differences.add(sample.quote() + what + ": " + ours + " / " + theirs);
          }
        }
      }
    }
    assertThat(differences).isEmpty();
    assertThat(accepted).as("some of what was judged is good").isPositive();
  }

  /// Where the third certificate of a quote begins.
  private static int rootOf(Bytes quote) {
    Bytes begin = Bytes.utf8("-----BEGIN");
    int found = 0;
    for (int at = 0; at + begin.length() <= quote.length(); at++) {
      if (quote.slice(at, at + begin.length()).equals(begin) && ++found == 3) {
        return at;
      }
    }
    throw new IllegalArgumentException("a quote without a chain");
  }

  private static Bytes flipped(Bytes quote, int where, int bit) {
    byte[] bytes = quote.toByteArray();
    bytes[where] = (byte) (bytes[where] ^ bit);
    return Bytes.copyOf(bytes);
  }

  /// A status, where the quote is genuine and Intel knows its platform.
  private String ours(Bytes quote, Endorsements endorsements, Instant at) {
    try {
      Verdict verdict =
          verifier.inspect(
              Evidence.parse(quote), endorsements, List.of(IntelRoot.ANCHOR), AppraisalTime.at(at));
      boolean known =
          verdict.genuine()
              && verdict.platformStatus() != PlatformStatus.UNKNOWN
              && verdict.platformStatus() != PlatformStatus.REVOKED;
      return known ? verdict.platformStatus().toString() : "refused";
    } catch (MalformedEvidenceException e) {
      return "refused";
    }
  }

  private static String label(String intel) {
    return Map.of(
            "SWHardeningNeeded", "sw-hardening-needed",
            "ConfigurationAndSWHardeningNeeded", "configuration-and-sw-hardening-needed")
        .getOrDefault(intel, intel.replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT));
  }
}
