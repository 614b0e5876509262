// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.fixtures.Vectors;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom inspect` and `strongroom verify` on genuine evidence of one of Azure's machines on
/// TDX.
class AzureTdxCommandTest {
  private static final String AT = "2025-06-25T00:00:00Z";
  private static final String MACHINE = "6332533D-5649-4D02-8AA7-8F64B7C3EE21";
  private static final String POLICY =
      """
      {"version":1,"kind":"azure-tdx",
       "platform":{"statuses":{"allow":["out-of-date"],"why":"an old sample"},
         "advisories":{"allowAny":"an old sample"},"evaluation":{"ignore":"an old sample"},
         "fmspc":{"require":["00806f050000"]},"ppid":{"ignore":"any"},"instance":{"ignore":"any"}},
       "mrtd":{"require":["024a32b070383331181619fa387cb4d55d1e38879f989933055ccad5bc2db795d1737b66205949d15469dc8c1ba7ab7b"]},
       "rtmr0":{"ignore":"zero"},"rtmr1":{"ignore":"zero"},"rtmr2":{"ignore":"zero"},
       "rtmr3":{"ignore":"zero"},"mrconfigid":{"ignore":"zero"},"mrowner":{"ignore":"zero"},
       "mrownerconfig":{"ignore":"zero"},"xfam":{"ignore":"any"},"eventLog":{"ignore":"none"},
       "septVe":{"allow":"the paravisor's"},"pcrs":{"ignore":"any"},"secureBoot":{"require":true},
       "instance":{"require":["6332533D-5649-4D02-8AA7-8F64B7C3EE21"]},
       "nonce":{"require":true},"userData":{"ignore":"unused"}}
      """;

  @TempDir private Path folder = Path.of("");

  private static String sample(String name) {
    Path file = Vectors.directory().resolve("tdx").resolve(name);
    Assumptions.assumeTrue(Files.isReadable(file), "NOT TESTED: no sample " + file);
    return file.toString();
  }

  private static Run run(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    for (String collateral :
        List.of(
            "tcbinfo-00806f05-2025-06.json",
            "qeidentity-td-2025-06.json",
            "pckcrl-platform-2025-06.der",
            "rootcrl-2025-03.der",
            "tcb-signing-chain-2025.pem")) {
      all.add("--endorsements");
      all.add(sample("collateral/" + collateral));
    }
    all.add("--at");
    all.add(AT);
    all.add(sample("azure/evidence-v0.json"));
    return Run.of(all.toArray(String[]::new));
  }

  @Test
  void inspectShowsBothParts() {
    Run text = run("inspect");
    assertThat(text.status()).as(text.err()).isZero();
    assertThat(text.out())
        .contains("GENUINE", "azure-tdx", MACHINE, "secureBoot  on", "nonce       6368616c6c656e")
        .contains("pcr07", "mrtd", "✓ td-report.quoted", "✓ vtpm.signature", "✓ quote.signature")
        .contains("platform    out-of-date", "INTEL-SA-00960")
        .doesNotContain("NOT GENUINE", "✗");
    Run json = run("inspect", "--json");
    assertThat(json.out())
        .contains(
            "\"kind\" : \"azure-tdx\"", "\"secureBoot\" : \"on\"", "\"instance\" : \"" + MACHINE);
  }

  @Test
  void inspectSaysWhatIsMissing() {
    Run without = Run.of("inspect", "--at", AT, sample("azure/evidence-v0.json"));
    assertThat(without.status()).isEqualTo(1);
    assertThat(without.out())
        .contains("NOT GENUINE", "✗ tcb-info.document", "✗ qe-identity.document");
  }

  @Test
  void verifyAsksThePolicy() throws Exception {
    String policy = Files.writeString(folder.resolve("policy.json"), POLICY).toString();
    Run accepted = run("verify", "--policy", policy, "--nonce", "6368616c6c656e6765");
    assertThat(accepted.status()).as(accepted.out() + accepted.err()).isZero();
    assertThat(accepted.out()).contains("ACCEPTED", "✓ policy.nonce", "✓ policy.machine");
    Run another = run("verify", "--policy", policy, "--nonce", "6368616c6c656e6766");
    assertThat(another.status()).isEqualTo(1);
    assertThat(another.out()).contains("REFUSED  policy.nonce");
    Run none = run("verify", "--policy", policy);
    assertThat(none.status()).isEqualTo(1);
    assertThat(none.out()).contains("REFUSED  policy.nonce");
  }
}
