// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.tsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Where a TDREPORT has what a quote has, held against the one genuine pair of both that there is:
/// a trust domain's of Azure, whose paravisor had Intel's quoting enclave sign its report.
class LocalTdReportTest {
  private static final Path VECTORS =
      Path.of(System.getProperty("strongroom.vectors", "nowhere"), "tdx");

  /// Where the report is in what surrounds it there.
  private static final int START = 32;

  private static Bytes bytes(JsonNode numbers) throws Exception {
    List<JsonNode> items = numbers.items();
    byte[] bytes = new byte[items.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) items.get(i).integer(0, 255);
    }
    return Bytes.copyOf(bytes);
  }

  @Test
  void aGenuineQuoteIsOfItsReportAndOfNoOther() throws Exception {
    Path file = VECTORS.resolve("azure/evidence-v0.json");
    Assumptions.assumeTrue(Files.isReadable(file), "NOT TESTED: no sample evidence in " + file);
    JsonNode evidence = JsonNode.parse(Files.readString(file));
    Bytes surrounded = bytes(evidence.member("hcl_report"));
    Bytes quote = bytes(evidence.member("td_quote"));
    LocalTdReport report = new LocalTdReport(surrounded.slice(START, START + LocalTdReport.LENGTH));
    assertThat(report.ofTrustDomain()).isTrue();
    assertThat(TsmProvider.TDX.reportData(quote)).contains(report.reportData());
    report.requireIn(quote);
    Bytes other = Bytes.copyOf(Files.readAllBytes(VECTORS.resolve("quotes/v5-uptodate.bin")));
    assertThatThrownBy(() -> report.requireIn(other))
        .isInstanceOfSatisfying(
            TsmException.class,
            e -> assertThat(e.failure()).isEqualTo(new TsmFailure.ForeignQuote("report data")));
  }

  @Test
  void aReportIsLongEnoughAndATrustDomains() {
    byte[] report = new byte[LocalTdReport.LENGTH];
    assertThat(new LocalTdReport(Bytes.copyOf(report)).ofTrustDomain()).isFalse();
    report[0] = (byte) 0x81;
    assertThat(new LocalTdReport(Bytes.copyOf(report)).ofTrustDomain()).isTrue();
    assertThat(new LocalTdReport(Bytes.copyOf(report).slice(0, 1023)).ofTrustDomain()).isFalse();
  }
}
