// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Where report data are in a report, held against genuine ones.
class TsmProviderTest {
  /// Of the manifest: a file, and the next thing said of its report data.
  private static final Pattern FILE =
      Pattern.compile(
          "\"file\": \"((?:reports|quotes)/[^\"]+\\.bin)\"(?:(?!\"file\":).)*?"
              + "\"report_data\": \"([0-9a-f]{128})\"",
          Pattern.DOTALL);

  private static int genuine(String kind, TsmProvider provider) throws IOException {
    Path folder = Path.of(System.getProperty("strongroom.vectors", "nowhere"), kind);
    Path manifest = folder.resolve("MANIFEST.json");
    Assumptions.assumeTrue(
        Files.isReadable(manifest), "NOT TESTED: no sample evidence in " + folder);
    int count = 0;
    Matcher matcher = FILE.matcher(Files.readString(manifest));
    while (matcher.find()) {
      Bytes report = Bytes.copyOf(Files.readAllBytes(folder.resolve(matcher.group(1))));
      assertThat(provider.reportData(report))
          .as(matcher.group(1))
          .contains(Bytes.fromHex(matcher.group(2)));
      count++;
    }
    return count;
  }

  @Test
  void findsThemInGenuineReports() throws Exception {
    assertThat(genuine("sev-snp", TsmProvider.SEV_SNP)).isGreaterThanOrEqualTo(8);
  }

  @Test
  void findsThemInGenuineQuotesOfBothVersions() throws Exception {
    assertThat(genuine("tdx", TsmProvider.TDX)).isGreaterThanOrEqualTo(10);
  }

  @Test
  void cutReportsHaveNone() {
    byte[] quote = new byte[632];
    quote[0] = 4;
    assertThat(TsmProvider.TDX.reportData(Bytes.copyOf(quote))).isPresent();
    for (int length = 0; length < 632; length++) {
      Bytes cut = Bytes.copyOf(quote).slice(0, length);
      assertThat(TsmProvider.TDX.reportData(cut)).isEmpty();
      assertThat(TsmProvider.SEV_SNP.reportData(cut)).isEmpty();
    }
    quote[1] = 1;
    assertThat(TsmProvider.TDX.reportData(Bytes.copyOf(quote))).isEmpty();
  }
}
