// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.Endorsements.Item;
import dev.strongroom.attestation.endorsements.EndorsementFile;
import dev.strongroom.attestation.endorsements.GivenFile;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Files as makers serve them, and bundles of them.
class GivenFileTest {

  @ParameterizedTest
  @CsvSource({
    "sev-snp/certs/genoa-v5-oak.der, CERTIFICATE, 1, SEV-VCEK",
    "sev-snp/roots/ask_ark_genoa.pem, CERTIFICATE, 2, SEV-Genoa",
    "sev-snp/crl/genoa_vcek_crl.pem, REVOCATION_LIST, 1, 1 revoked",
    "tdx/collateral/pckcrl-platform-2025-06.der, REVOCATION_LIST, 1, revoked",
    "tdx/collateral/tcbinfo-90c06f-2025-06.json, TCB_INFO, 1, TDX platform 90C06F000000",
    "sgx/collateral/qeidentity-2025-06.json, QE_IDENTITY, 1, QE",
    "nvidia/rims/NV_GPU_DRIVER_GH100_550.144.03.xml, REFERENCE_MANIFEST, 1, version 550.144.03",
    "tdx/eventlog/gcp-cos113-ccel_data.dat, EVENT_LOG, 1, 262144 bytes"
  })
  void tellsFilesApartByTheirContent(
      String file, Endorsements.Type type, int count, String description) throws Exception {
    Endorsements read = GivenFile.read(Samples.file(file), file);

    assertThat(read.of(type)).hasSize(count);
    assertThat(read.items()).hasSize(count);
    assertThat(Description.of(read.items().getFirst())).contains(description);
    assertThat(Window.of(read.items().getFirst()).isPresent())
        .isEqualTo(
            type != Endorsements.Type.REFERENCE_MANIFEST && type != Endorsements.Type.EVENT_LOG);
    assertThat(EndorsementFile.bundle(EndorsementFile.write(read))).isEqualTo(read);
    Bytes bundle = Bytes.utf8(EndorsementFile.write(read));
    assertThat(GivenFile.read(bundle, "bundle")).isEqualTo(read);
  }

  @Test
  void readsWhatLibrariesAndServicesKeep() throws Exception {
    Bytes list = Samples.file("tdx/collateral/pckcrl-platform-2025-06.der");
    assertThat(GivenFile.read(Bytes.utf8(list.hex() + "\n"), "pccs").items())
        .containsExactly(new Item(Endorsements.Type.REVOCATION_LIST, list, "pccs"));
    Bytes keys = Bytes.utf8("{\"keys\": [{\"kty\": \"EC\", \"x5u\": null}]}");
    assertThat(GivenFile.read(keys, "jwks").items())
        .containsExactly(new Item(Endorsements.Type.KEY_SET, keys, "jwks"));
    Bytes log = Bytes.utf8("[{\"imr\": 3, \"event\": null}]");
    assertThat(GivenFile.read(log, "log").items())
        .containsExactly(new Item(Endorsements.Type.EVENT_LOG, log, "log"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "text", "{}", "{\"tcb\":1}", "<html/>", "0", "-----BEGIN", "[1]"})
  void refusesOtherFiles(String content) {
    assertThatExceptionOfType(MalformedJsonException.class)
        .isThrownBy(() -> GivenFile.read(Bytes.utf8(content), "file"));
  }

  @Test
  void refusesHostileFilesByName() throws Exception {
    Bytes good = Samples.file("sev-snp/certs/genoa-v5-oak.der");
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = good.slice(0, 1 + random.nextInt(good.length())).toByteArray();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        for (Item item : GivenFile.read(Bytes.copyOf(bytes), "file").items()) {
          assertThat(Description.of(item)).isNotEmpty();
        }
      } catch (MalformedJsonException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
  }

  @Test
  void writesABundleOfNothing() throws Exception {
    assertThat(EndorsementFile.bundle(EndorsementFile.write(Endorsements.NONE)))
        .isEqualTo(Endorsements.NONE);
  }
}
