// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.dcap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.azure.verification.AzureCheck;
import dev.strongroom.attestation.checks.CheckName;
import dev.strongroom.attestation.checks.VerifierCheck;
import dev.strongroom.attestation.dcap.verification.DcapCheck;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.attestation.sgx.verification.SgxCheck;
import dev.strongroom.attestation.tdx.verification.TdxCheck;
import dev.strongroom.attestation.x509.PathCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The documents say what the code does: every check with what proves it, and policies that are
/// read as they stand there.
class DcapDocsTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern ROW =
      Pattern.compile("\\| `([^`]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");

  private static List<CheckName> checks() {
    List<CheckName> all = new ArrayList<>();
    for (String path : List.of("pck", "tcb-signing")) {
      for (PathCheck.Rule rule : PathCheck.Rule.values()) {
        all.add(new PathCheck(path, rule));
      }
    }
    all.addAll(List.of(VerifierCheck.values()));
    all.addAll(List.of(DcapCheck.values()));
    all.addAll(List.of(TdxCheck.values()));
    all.addAll(List.of(SgxCheck.values()));
    all.addAll(List.of(AzureCheck.values()));
    return all;
  }

  @Test
  void everyCheckIsListedWithItsSourceAndItsProof() throws Exception {
    Set<String> mutations =
        Stream.concat(DcapMutationTest.forged().stream(), DcapMutationTest.genuine().stream())
            .map(DcapMutation::name)
            .collect(Collectors.toSet());
    boolean samples = mutations.stream().anyMatch(name -> name.startsWith("genuine: "));
    List<String> listed = new ArrayList<>();
    for (String line : Files.readAllLines(DOCS.resolve("evidence-dcap.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        assertThat(row.group(2)).isNotBlank();
        listed.add(row.group(1) + " | " + row.group(3));
        List<String> proofs = QUOTED.matcher(row.group(4)).results().map(m -> m.group(1)).toList();
        assertThat(proofs).as(line).isNotEmpty();
        for (String proof : proofs) {
          boolean ofSamples = proof.startsWith("genuine: ") || proof.startsWith("dstack: ");
          if (samples || !ofSamples) {
            assertThat(mutations).contains(proof);
          }
        }
      }
    }
    assertThat(listed)
        .containsExactlyInAnyOrderElementsOf(
            checks().stream().map(check -> check.label() + " | " + check.source()).toList());
  }

  private static String example(String kind) throws Exception {
    String text = Files.readString(DOCS.resolve("appraisal-policy-" + kind + ".md"));
    int from = text.indexOf("```json\n") + "```json\n".length();
    return text.substring(from, text.indexOf("```", from));
  }

  @ParameterizedTest
  @ValueSource(strings = {"tdx", "sgx"})
  void theExampleIsAPolicy(String kind) throws Exception {
    String example = example(kind);
    assertThat(PolicyFile.parse(example).kind().toString()).isEqualTo(kind);
    // Each member of it has to be there or keeps its default, and none other may be.
    Matcher member = Pattern.compile("(?m)^  \"([a-zA-Z0-9]+)\": ").matcher(example);
    while (member.find()) {
      String renamed = example.replace("  \"" + member.group(1) + "\": ", "  \"other\": ");
      assertThatExceptionOfType(MalformedPolicyException.class)
          .as(member.group(1))
          .isThrownBy(() -> PolicyFile.parse(renamed));
    }
  }

  @Test
  void whatAPolicyMayNotSayIsRefused() throws Exception {
    String tdx = example("tdx");
    String sgx = example("sgx");
    Map<String, String> wrong = new LinkedHashMap<>();
    wrong.put("a status that can't be accepted", tdx.replace("sw-hardening-needed", "revoked"));
    wrong.put("an unknown status", tdx.replace("sw-hardening-needed", "fine"));
    wrong.put("no reason for a status", tdx.replace("our kernel is hardened", " "));
    wrong.put("an advisory that isn't a text", tdx.replace("\"INTEL-SA-00615\"", "615"));
    wrong.put("evaluation 0", tdx.replace("\"require\": 17", "\"require\": 0"));
    wrong.put(
        "a PPID of 15 bytes", tdx.replace("00112233445566778899aabbccddeeff", "00".repeat(15)));
    wrong.put("an MRTD of zeros", tdx.replace("1".repeat(96), "0".repeat(96)));
    wrong.put("a register of 47 bytes", tdx.replace("2".repeat(96), "2".repeat(94)));
    wrong.put("an event of register 4", tdx.replace("\"register\": 3", "\"register\": 4"));
    wrong.put(
        "an event with nothing wanted", tdx.replaceAll("(?s),\\s*\"payload\": \"[0-9a-f]*\"", ""));
    wrong.put(
        "a log that is required to be false",
        tdx.replaceAll(
            "(?s)\"eventLog\": \\{ \"require\": \\[.*?\\] \\}",
            "\"eventLog\": { \"require\": false }"));
    wrong.put(
        "report data that are required to be false",
        tdx.replace(
            "\"reportData\": { \"require\": true }", "\"reportData\": { \"require\": false }"));
    wrong.put(
        "a service TD of one byte", tdx.replace("\"kind\"", "\"serviceTds\": [\"00\"], \"kind\""));
    wrong.put(
        "debug without a reason",
        tdx.replace("\"kind\"", "\"debug\": {\"allow\": \" \"}, \"kind\""));
    wrong.put("another kind", tdx.replace("\"tdx\"", "\"azure-tdx\""));
    wrong.put(
        "an enclave's member",
        tdx.replace("\"kind\"", "\"mrsigner\": {\"ignore\": \"a\"}, \"kind\""));
    wrong.put("a product of 17 bits", sgx.replace("[7]", "[65536]"));
    wrong.put(
        "bits outside the mask",
        sgx.replace(
            "\"value\": \"05", "\"value\": \"0500000000000000ff0000000000000000\", \"x\": \""));
    wrong.put("a signer of zeros", sgx.replaceAll("83d719[0-9a-f]*", "0".repeat(64)));
    wrong.forEach((name, text) -> {
      assertThat(text).as(name).isNotEqualTo(tdx).isNotEqualTo(sgx);
      assertThatExceptionOfType(MalformedPolicyException.class)
          .as(name)
          .isThrownBy(() -> PolicyFile.parse(text));
    });
    String relaxed =
        tdx.replace(
            "\"kind\"",
            "\"debug\": {\"allow\": \"a test\"}, \"serviceTds\": [\""
                + "44".repeat(48)
                + "\"], \"kind\"");
    assertThat(PolicyFile.parse(relaxed).kind()).isEqualTo(EvidenceKind.TDX);
  }
}
