// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.dcap.IntelRoot;
import dev.strongroom.attestation.fixtures.DcapPolicies;
import dev.strongroom.attestation.fixtures.LenientPolicy;
import dev.strongroom.attestation.fixtures.SnpPolicies;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.snp.SnpPolicy;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.witness.WitnessQuorum;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Policy files: what is read, what is refused, and that reader and JSON Schema agree.
class ReceiptPolicyFileTest {
  private static final String WHY = "{ \"ignore\": \"a test\" }";

  private static String example = "";
  private static Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema("true");

  /// A change of the example.
  ///
  /// @param schemaTells whether the JSON Schema can refuse it too; some rules are beyond it
  record Edit(String name, String from, String to, boolean schemaTells) {
    String applied() {
      assertThat(example).as(name).contains(from);
      return example.replace(from, to);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  static void read() throws IOException {
    Path root = Path.of("..");
    example = Files.readString(root.resolve("examples/receipt-policy.json"));
    schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(root.resolve("docs/receipt-policy.schema.json")));
  }

  private static boolean schemaAccepts(String policy) {
    return schema.validate(policy, InputFormat.JSON).isEmpty();
  }

  @Test
  void readsTheExample() throws MalformedPolicyException {
    assertThat(schemaAccepts(example)).isTrue();
    ReceiptPolicy policy = ReceiptPolicyFile.parse(example);
    assertThat(policy.logs())
        .isEqualTo(
            new Require<>(List.of(FakeDeployment.LOG_KEY.log("log.example.org/strongroom"))));
    assertThat(policy.enclave())
        .isInstanceOfSatisfying(
            Require.class, enclave -> assertThat(enclave.wanted()).isInstanceOf(NitroPolicy.class));
    assertThat(policy.witnesses())
        .isInstanceOfSatisfying(
            Require.class,
            witnesses -> {
              WitnessQuorum quorum = (WitnessQuorum) witnesses.wanted();
              assertThat(quorum.threshold()).isEqualTo(1);
              assertThat(quorum.keys().get(1).until()).isPresent();
            });
    assertThat(policy.earlierEpochsAllowed()).isEmpty();
    assertThat(policy.time()).isInstanceOf(Ignore.class);
  }

  static Stream<Edit> refused() {
    String one = TestKey.of("witness one").witness("one.example").text();
    String log = FakeDeployment.LOG_KEY.log("log.example.org/strongroom").text();
    String time = "\"time\": { \"ignore\": \"entries of any time\" }";
    String stamps = "\"timestamps\": { \"ignore\": \"the witnesses tell the time\" }";
    return Stream.of(
        new Edit(
            "another version",
            "\"version\": 1,\n  \"kind\": \"receipt\"",
            "\"version\": 2, \"kind\": \"receipt\"",
            true),
        new Edit("another kind", "\"kind\": \"receipt\"", "\"kind\": \"receipts\"", true),
        new Edit(
            "unknown member", "\"kind\": \"receipt\"", "\"kind\": \"receipt\", \"x\": 1", true),
        new Edit(
            "twice",
            "\"kind\": \"receipt\"",
            "\"kind\": \"receipt\", \"kind\": \"receipt\"",
            false),
        new Edit("nothing of logs", "\"logs\"", "\"comment\"", true),
        new Edit("nothing of the enclave", "\"enclave\"", "\"comment\"", true),
        new Edit("nothing of witnesses", "\"witnesses\"", "\"comment\"", true),
        new Edit("nothing of time-stamps", "\"timestamps\"", "\"comment\"", true),
        new Edit("nothing of time", "\"time\": {", "\"comment\": {", true),
        new Edit("no reason", "\"entries of any time\"", "\" \"", true),
        new Edit(
            "require and ignore",
            "\"ignore\": \"entries of any time\"",
            "\"ignore\": \"x\", \"require\": {\"after\": \"2026-01-01T00:00:00Z\"}",
            true),
        new Edit("neither", time, "\"time\": {}", true),
        new Edit("an empty window", time, "\"time\": {\"require\": {}}", true),
        new Edit(
            "a window that ends before it starts",
            time,
            "\"time\": {\"require\": {\"after\": \"2026-01-02T00:00:00Z\", \"before\": \"2026-01-01T00:00:00Z\"}}",
            false),
        new Edit(
            "a time that is none",
            time,
            "\"time\": {\"require\": {\"after\": \"yesterday\"}}",
            true),
        new Edit(
            "an unknown bound",
            time,
            "\"time\": {\"require\": {\"since\": \"2026-01-02T00:00:00Z\"}}",
            true),
        new Edit(
            "no logs",
            "\"require\": [\n      { \"name\": \"our log\"",
            "\"require\": [], \"x\": [{ \"name\": \"our log\"",
            true),
        new Edit("a log without key", "\"key\": \"" + log + "\"", "\"x\": 1", true),
        new Edit(
            "a log's key with another id", "+" + log.split("\\+", 3)[1] + "+", "+00000000+", false),
        new Edit("a witness's key for a log", log, one, false),
        new Edit("a log's key for a witness", one, log, false),
        new Edit("a quorum of none", "\"quorum\": 1", "\"quorum\": 0", true),
        new Edit("a quorum of more than there are", "\"quorum\": 1", "\"quorum\": 3", false),
        new Edit("a quorum as text", "\"quorum\": 1", "\"quorum\": \"1\"", true),
        new Edit(
            "one witness twice",
            TestKey.of("witness two").witness("two.example").text(),
            one,
            false),
        new Edit(
            "a witness valid never",
            "\"until\": \"2030",
            "\"from\": \"2031-01-01T00:00:00Z\", \"until\": \"2030",
            false),
        new Edit("no witnesses", "\"of\": [", "\"of\": [], \"x\": [", true),
        new Edit(
            "a nonce",
            "\"nonce\": { \"ignore\": \"an epoch's evidence has none\" }",
            "\"nonce\": { \"require\": true }",
            false),
        new Edit("an appraisal policy that forgets", "\"role\"", "\"comment\"", false),
        new Edit("time-stamps of nobody", stamps, "\"timestamps\": {\"require\": []}", true),
        new Edit(
            "a root that is too short",
            stamps,
            "\"timestamps\": {\"require\": [{\"name\": \"x\", \"sha256\": \"00\"}]}",
            true),
        new Edit("earlier epochs without a reason", time, time + ", \"earlierEpochs\": {}", true),
        new Edit(
            "earlier epochs with more",
            time,
            time + ", \"earlierEpochs\": {\"allow\": \"x\", \"y\": 1}",
            true));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refuses(Edit edit) {
    String changed = edit.applied();
    assertThatThrownBy(() -> ReceiptPolicyFile.parse(changed))
        .isInstanceOf(MalformedPolicyException.class);
    if (edit.schemaTells()) {
      assertThat(schemaAccepts(changed)).isFalse();
    }
  }

  @Test
  void refusesToIgnoreBothLogAndEnclave() throws MalformedPolicyException {
    String noLogs = part("logs");
    assertThat(schemaAccepts(noLogs)).isTrue();
    assertThat(ReceiptPolicyFile.parse(noLogs).logs()).isEqualTo(new Ignore<>("a test"));
    String noEnclave = part("enclave");
    assertThat(schemaAccepts(noEnclave)).isTrue();
    assertThat(ReceiptPolicyFile.parse(noEnclave).enclave()).isEqualTo(new Ignore<>("a test"));
    String neither =
        noLogs.replaceAll("(?s)\"enclave\": \\{.*?\\n  \\},", "\"enclave\": " + WHY + ",");
    assertThat(schemaAccepts(neither)).isFalse();
    assertThatThrownBy(() -> ReceiptPolicyFile.parse(neither))
        .isInstanceOf(MalformedPolicyException.class)
        .hasMessageContaining("ignores both");
  }

  private static String part(String name) {
    String changed =
        example.replaceAll(
            "(?s)\"" + name + "\": \\{.*?\\n  \\},", "\"" + name + "\": " + WHY + ",");
    assertThat(changed).isNotEqualTo(example);
    return changed;
  }

  @Test
  void readsWhatElseThereIs() throws MalformedPolicyException {
    ReceiptPolicy policy =
        ReceiptPolicyFile.parse(
            example
                .replace(
                    "\"timestamps\": { \"ignore\": \"the witnesses tell the time\" }",
                    "\"timestamps\": {\"require\": [{\"name\": \"TSA\", \"sha256\": \""
                        + "00".repeat(32)
                        + "\"}]}, \"earlierEpochs\": {\"allow\": \"one program\"}")
                .replace(
                    "{ \"ignore\": \"entries of any time\" }",
                    "{\"require\": {\"before\": \"2026-01-01T00:00:00Z\"}}"));
    assertThat(policy.earlierEpochsAllowed()).contains("one program");
    assertThat(policy.timestamps()).isInstanceOf(Require.class);
    assertThat(policy.time()).isInstanceOf(Require.class);
  }

  @Test
  void buildersAreAsStrict() {
    FakeNitroPolicies policies = new FakeNitroPolicies();
    assertThatThrownBy(() -> policies.complete().requireLogs(List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> policies.complete().requireWitnesses(WitnessQuorum.none()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> policies.complete().ignoreTime(" "))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> policies.complete().allowEarlierEpochs(""))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ReceiptPolicy.builder().build())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> policies.complete().ignoreLogs("x").ignoreEnclave("y").build())
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() ->
            policies
                .complete()
                .requireEnclave(
                    LenientPolicy.builder(NitroPolicy.AWS_ROOT_G1).requireNonce().build()))
        .isInstanceOf(IllegalArgumentException.class);
    SnpPolicy fresh =
        SnpPolicy.builder(SnpPolicies.strict().build())
            .requireNonce()
            .ignoreUserData("compared by the receipt's own checks")
            .build();
    assertThatThrownBy(() -> policies.complete().requireEnclave(fresh))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("bound to no nonce");
    SnpPolicy undated = SnpPolicies.of(SnpPolicies.strict());
    assertThat(policies.complete().requireEnclave(undated).build()).isNotNull();
    assertThatThrownBy(
            () -> policies.complete().requireEnclave(undated).ignoreWitnesses("x").build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("sev-snp states no time");
    assertThatThrownBy(
            () -> policies.complete().requireEnclave(DcapPolicies.sgx(IntelRoot.ANCHOR).build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no epoch's evidence is of the kind sgx");
  }

  /// Policies under the genuine root.
  private static final class FakeNitroPolicies {
    ReceiptPolicy.Builder complete() {
      return FakeDeployment.policy(NitroPolicy.AWS_ROOT_G1);
    }
  }
}
