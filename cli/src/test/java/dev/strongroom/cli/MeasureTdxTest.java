// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.attestation.tdx.TdxPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom measure --tdx`.
class MeasureTdxTest {
  @TempDir private Path folder;

  private String image(Bytes kernel) throws Exception {
    return MadeImage.in(folder, kernel).toString();
  }

  @Test
  void measuresATrustDomain() throws Exception {
    String firmware = IntelTdxFirmware.in(folder).toString();
    String image = image(IntelTdxFirmware.kernel());
    Run text = Run.of("measure", image, "--tdx", firmware);
    assertThat(text.status()).as(text.err()).isZero();
    assertThat(text.out())
        .containsPattern("(?m)^  MRTD +[0-9a-f]{96}$")
        .containsPattern("(?m)^  RTMR1 +[0-9a-f]{96}$")
        .containsPattern("(?m)^  RTMR2 +[0-9a-f]{96}$")
        .containsPattern("(?m)^  RTMR3 +0{96}$")
        .contains("PCR0");
    Path policy = folder.resolve("policy.json");
    Run json =
        Run.of(
            "measure",
            image,
            "--json",
            "--tdx",
            firmware,
            "--policy",
            policy.toString(),
            "--tcb-evaluation",
            "17",
            "--tcb-status",
            "sw-hardening-needed",
            "--advisory",
            "INTEL-SA-00615",
            "--fmspc",
            "00806f050000",
            "--ppid",
            "00112233445566778899aabbccddeeff",
            "--rtmr0",
            "ab".repeat(48));
    assertThat(json.status()).as(json.err()).isZero();
    String written = Files.readString(policy);
    for (String register : List.of("mrtd", "rtmr1", "rtmr2", "rtmr3")) {
      String value =
          json.out().replaceFirst("(?s).*\"" + register + "\" : \"([0-9a-f]{96})\".*", "$1");
      assertThat(value).hasSize(96);
      assertThat(text.out()).contains(value);
      assertThat(written).contains(value);
    }
    assertThat(written).contains("app.eif", "ab".repeat(48), "00806f050000", "INTEL-SA-00615");
    assertThat(PolicyFile.parse(written)).isInstanceOf(TdxPolicy.class);
  }

  @Test
  void refusesWhatCantBe() throws Exception {
    String firmware = IntelTdxFirmware.in(folder).toString();
    String amd = AmdSevFirmware.in(folder).toString();
    String image = image(IntelTdxFirmware.kernel());
    assertThat(Run.of("measure", image, "--tdx", amd).err()).contains("firmware.no-tdx-metadata");
    assertThat(Run.of("measure", image, "--tdx", folder + "/none").err()).contains("can't read");
    assertThat(Run.of("measure", image, "--tdx", firmware, "--sev-snp", amd).err())
        .contains("a machine is one or the other");
    String policy = folder.resolve("p.json").toString();
    assertThat(Run.of("measure", image, "--tdx", firmware, "--policy", policy).err())
        .contains("a policy takes --tcb-evaluation");
    for (List<String> wrong :
        List.of(
            List.of("--rtmr0", "abc"),
            List.of("--rtmr0", "ab"),
            List.of("--fmspc", "zz"),
            List.of("--tcb-status", "revoked"),
            List.of("--tcb-evaluation", "0"))) {
      List<String> arguments =
          new java.util.ArrayList<>(List.of("measure", image, "--tdx", firmware));
      arguments.addAll(List.of("--policy", policy));
      if (!wrong.contains("--tcb-evaluation")) {
        arguments.addAll(List.of("--tcb-evaluation", "17"));
      }
      arguments.addAll(wrong);
      Run run = Run.of(arguments.toArray(String[]::new));
      assertThat(run.status()).as("%s", wrong).isEqualTo(2);
      assertThat(run.err()).contains("--tcb-evaluation, --tcb-status,");
    }
    assertThat(Path.of(policy)).doesNotExist();
    assertThat(Run.of("measure", image(Bytes.utf8("kernel")), "--tdx", firmware).err())
        .contains("the image's kernel: kernel.no-efi-stub at byte 0");
  }
}
