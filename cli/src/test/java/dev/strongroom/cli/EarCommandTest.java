// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.results.Corim;
import dev.strongroom.results.Ear;
import dev.strongroom.results.EarReader;
import dev.strongroom.results.Tier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom verify --ear` and `strongroom policy from-corim`.
class EarCommandTest {
  @TempDir private Path folder = Path.of("");

  private Path key(KeyPair pair) throws Exception {
    return Files.writeString(
        folder.resolve("key.pem"),
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
  }

  private static EarReader reader(KeyPair pair) {
    return new EarReader(List.of(pair.getPublic()), () -> Instant.parse("2026-11-21T00:00:00Z"));
  }

  @Test
  void writesWhatWasAcceptedAndWhatWasRefused() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    String key = key(pair).toString();
    Path output = folder.resolve("result");

    Run accepted =
        Run.of(
            "verify",
            "--policy",
            Run.POLICY,
            "--at",
            "document",
            "--ear",
            key,
            "-o",
            output.toString(),
            Run.GENUINE);
    assertThat(accepted.status()).as(accepted.err()).isZero();
    Ear jwt = reader(pair).jwt(Files.readString(output).strip());
    assertThat(jwt.appraisals().getFirst().status()).isEqualTo(Tier.AFFIRMING);
    assertThat(jwt.appraisals().getFirst().policies().getFirst()).matches("sha256:[0-9a-f]{64}");

    Run refused =
        Run.of(
            "verify",
            "--policy",
            Run.POLICY,
            "--at",
            "document",
            "--ear",
            key,
            "-o",
            output.toString(),
            "--cwt",
            Run.DEBUG);
    assertThat(refused.status()).isEqualTo(1);
    Ear cwt = reader(pair).cwt(Bytes.copyOf(Files.readAllBytes(output)));
    assertThat(cwt.appraisals().getFirst().status()).isEqualTo(Tier.CONTRAINDICATED);
  }

  @Test
  void wantsAKeyThatCanSignAndOneFile() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(384);
    String key = key(generator.generateKeyPair()).toString();
    String output = folder.resolve("result").toString();
    String[] start = {"verify", "--policy", Run.POLICY, "--at", "document"};

    assertThat(Run.of(with(start, "--ear", key, "-o", output, Run.GENUINE)).err())
        .contains("neither a key of P-256");
    assertThat(Run.of(with(start, "--ear", key, "-o", output, Run.GENUINE, Run.DEBUG)).err())
        .contains("one FILE");
    assertThat(Run.of(with(start, "--ear", key, Run.GENUINE)).status()).isEqualTo(2);
    assertThat(Run.of(with(start, "--ear", Run.POLICY, "-o", output, Run.GENUINE)).err())
        .contains("no private key in PEM");
  }

  @Test
  void draftsAPolicyOfReferenceValues() {
    Path corims = Vectors.directory().resolve("sev-snp/corim");
    Path valid = corims.resolve("corim-sevsnp-valid.cbor");
    Assumptions.assumeTrue(Files.isReadable(valid), "NOT TESTED: no sample " + valid);
    Run run = Run.of("policy", "from-corim", valid.toString());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("\"kind\":\"sev-snp\"", "7699e6ac12cc");
    assertThat(run.err()).contains("minimumTcb");
    String broken = corims.resolve("corim-sevsnp-bad-ta-no-vendor.cbor").toString();
    assertThat(Run.of("policy", "from-corim", broken).status()).isEqualTo(1);
  }

  /// An enclave's reference values by Intel's profile: who signed it, and the least ISVSVN.
  private static Bytes enclave(int operator) {
    CborWriter comid = new CborWriter().map(2).integer(1).map(1).integer(0).text("tag");
    comid.integer(4).map(1).integer(0).array(1).array(2).map(1).integer(0).map(1).integer(0);
    comid.tag(111).bytes(Bytes.fromHex("6086480186f84d0102030501")).array(1).map(1).integer(1);
    comid.map(2).integer(-84).array(2).integer(1).bytes(Bytes.fromHex("a3".repeat(32)));
    comid.integer(-73).tag(60010).array(2).integer(operator).integer(6);
    CborWriter corim = new CborWriter().tag(501).map(3).integer(0).text("an enclave");
    corim.integer(1).array(1).tag(506).bytes(comid.toBytes());
    return corim.integer(3).tag(111).bytes(Bytes.fromHex(Corim.INTEL)).toBytes();
  }

  @Test
  void takesTheProfileFromTheFile() throws Exception {
    Path file = Files.write(folder.resolve("corim"), enclave(2).toByteArray());
    Run run = Run.of("policy", "from-corim", file.toString());
    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out())
        .contains("\"kind\":\"sgx\"", "\"securityVersion\":{\"require\":6}", "a3a3");
    assertThat(run.err()).contains("platform.fmspc", "mrenclave").doesNotContain("mrsigner");
    assertThat(Run.of("policy", "from-corim", "--kind", "sgx", file.toString()).out())
        .isEqualTo(run.out());

    Run other = Run.of("policy", "from-corim", "--kind", "tdx", file.toString());
    assertThat(other.status()).isEqualTo(1);
    assertThat(other.err()).contains("not-expressible: the reference is for an enclave");
    assertThat(Run.of("policy", "from-corim", "--kind", "sev-snp", file.toString()).err())
        .contains("another-profile");
    assertThat(Run.of("policy", "from-corim", "--kind", "nitro", file.toString()).status())
        .isEqualTo(2);
    Files.write(file, enclave(4).toByteArray());
    assertThat(Run.of("policy", "from-corim", file.toString()).err())
        .contains("malformed: tee.isvsvn: operator 4");
  }

  private static String[] with(String[] start, String... more) {
    String[] all = java.util.Arrays.copyOf(start, start.length + more.length);
    System.arraycopy(more, 0, all, start.length, more.length);
    return all;
  }
}
