// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is read out of evidence that nobody has verified.
class SubjectReaderTest {

  @ParameterizedTest
  @CsvSource({
    "sev-snp/reports/milan-v2-debug.bin, AmdGuest",
    "sev-snp/azure/azure-vtpm-milan-userdata.json, AmdGuest",
    "sgx/quotes/v3-debug-occlum.bin, IntelQuote",
    "tdx/quotes/v5-uptodate.bin, IntelQuote",
    "tdx/azure/evidence-v0.json, IntelQuote",
    "tdx/dstack/quote-report.json, IntelQuote",
    "nvidia/evidence/hopper_evidence.json, NvidiaDevices",
    "nvidia/reports/blackwell-575.32.bin, NvidiaDevices",
    "nvidia/tokens/switch-nras-staging-detached-eat.json, NvidiaToken"
  })
  void recognisesEachForm(String file, String kind) throws Exception {
    assertThat(SubjectReader.of(Samples.file(file)).getClass().getSimpleName()).isEqualTo(kind);
  }

  @Test
  void readsTheMachineAndTheDevicesOfOnePiece() throws Exception {
    String cpu = base64("tdx/quotes/v5-uptodate.bin");
    String gpu = base64("nvidia/evidence/hopper_evidence.json");
    Bytes whole =
        Bytes.utf8(
            "{\"kind\":\"composite\",\"version\":1,\"nonce\":\"AA==\",\"publicKey\":\"AA==\",\"cpu\":\""
                + cpu
                + "\",\"devices\":[\""
                + gpu
                + "\"]}");
    assertThat(SubjectReader.of(whole))
        .isInstanceOfSatisfying(
            Subject.Composite.class, composite -> assertThat(composite.parts()).hasSize(2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "sev-snp/reports/milan-v3-oak.bin",
        "sev-snp/azure/azure-vtpm-milan-userdata.json",
        "sgx/quotes/v3-swhardening.bin",
        "tdx/quotes/v5-uptodate.bin",
        "tdx/quotes/v4-uptodate-phala.bin",
        "nvidia/reports/hopper-550.90.07.bin",
        "nvidia/evidence/switch_evidence_ls10.json"
      })
  void namesWhatIsWrongWithHostileEvidence(String file) {
    Bytes good = Samples.file(file);
    Random random = new Random(7);
    for (int i = 0; i < 1500; i++) {
      int length = random.nextBoolean() ? good.length() : 1 + random.nextInt(good.length());
      byte[] bytes = good.slice(0, length).toByteArray();
      for (int changes = random.nextInt(4); changes > 0; changes--) {
        // Heads, where lengths are, more often than the rest.
        int at = random.nextInt(random.nextBoolean() ? Math.min(1200, length) : length);
        bytes[at] = (byte) random.nextInt(256);
      }
      try {
        Subject subject = SubjectReader.of(Bytes.copyOf(bytes));
        assertThat(subject).isNotNull();
      } catch (UnknownEvidenceException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "00", "7b7d", "5b5d", "a4", "11e001ff", "04000200"})
  void refusesWhatIsOfNoKind(String hex) {
    Bytes bytes = Bytes.fromHex(hex);
    assertThatExceptionOfType(UnknownEvidenceException.class)
        .isThrownBy(() -> SubjectReader.of(bytes));
  }

  private static String base64(String file) {
    return Base64.getEncoder().encodeToString(Samples.file(file).toByteArray());
  }
}
