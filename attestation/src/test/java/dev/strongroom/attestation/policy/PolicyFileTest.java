// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.Pcrs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Policy files: what is read, what is refused, and that reader and JSON Schema agree.
class PolicyFileTest {
  private static final String ZERO = "0".repeat(96);
  private static String example = "";
  private static Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema("true");

  /// A change of the example policy.
  ///
  /// @param schemaTells whether the JSON Schema can refuse it too; some rules are beyond it
  record Edit(String name, String from, String to, String place, boolean schemaTells) {
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
    example = Files.readString(root.resolve("examples/policy.json"));
    schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(root.resolve("docs/appraisal-policy.schema.json")));
  }

  private static boolean schemaAccepts(String policy) {
    return schema.validate(policy, InputFormat.JSON).isEmpty();
  }

  @Test
  void readsTheExample() throws MalformedPolicyException {
    assertThat(schemaAccepts(example)).isTrue();
    NitroPolicy policy = (NitroPolicy) PolicyFile.parse(example);
    assertThat(policy.anchors()).containsExactly(NitroPolicy.AWS_ROOT_G1);
    assertThat(policy.age()).isEqualTo(new Require<>(Duration.ofMinutes(5)));
    assertThat(policy.signer()).isEqualTo(new Ignore<>("the image is pinned by its PCRs"));
    assertThat(policy.debugAllowed()).isEmpty();
  }

  static List<Edit> accepted() {
    return List.of(
        edit(
            "role by ARN",
            "\"role\": { \"ignore\": \"the example's account isn't ours\" }",
            "\"role\": { \"require\": [\"arn:aws:iam::1:role/x\", \"" + ZERO + "\"] }"),
        edit(
            "nonce required",
            "\"nonce\": { \"ignore\": \"archived evidence: freshness can't be shown any more\" }",
            "\"nonce\": { \"require\": true }"),
        edit(
            "signer required",
            "\"signer\": { \"ignore\": \"the image is pinned by its PCRs\" }",
            "\"signer\": { \"require\": [\"" + "0a".repeat(48) + "\"] }"),
        edit(
            "instances required",
            "\"instance\": { \"ignore\": \"any instance may run it\" }",
            "\"instance\": { \"require\": [\"i-06fb0bf4e70d5129f\"] }"),
        edit(
            "debug allowed",
            "\"version\": 1,",
            "\"version\": 1, \"debug\": { \"allow\": \"a test\" },"),
        edit(
            "simulated anchor",
            "\"version\": 1,",
            "\"version\": 1, \"anchors\": [{ \"name\": \"mine\", \"sha256\": \""
                + "ab".repeat(32)
                + "\", \"simulated\": true }],"),
        edit(
            "anchors by key and by certificate",
            "\"version\": 1,",
            "\"version\": 1, \"anchors\": [{ \"name\": \"mine\", \"keySha256\": \""
                + "aB".repeat(32)
                + "\" }, { \"name\": \"other\", \"sha256\": \""
                + "12".repeat(32)
                + "\", \"simulated\": false }],"));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void acceptsWhatItDocuments(Edit edit) throws MalformedPolicyException {
    String policy = edit.applied();
    assertThat(PolicyFile.parse(policy).anchors()).isNotEmpty();
    assertThat(schemaAccepts(policy)).isTrue();
  }

  static List<Edit> refused() {
    return List.of(
        refused("unknown member", "\"version\": 1,", "\"version\": 1, \"imgae\": 1,", "", true),
        refused("version 2", "\"version\": 1,", "\"version\": 2,", "version", true),
        refused("version as text", "\"version\": 1,", "\"version\": \"1\",", "version", true),
        refused("other kind", "\"nitro-enclave\"", "\"nitro-tpm\"", "kind", true),
        refused(
            "forgotten claim",
            "\"userData\": { \"ignore\": \"empty in this document\" },",
            "",
            "",
            true),
        refused("repeated member", "\"version\": 1,", "\"version\": 1, \"version\": 1,", "", false),
        refused(
            "ignored without reason",
            "\"any instance may run it\"",
            "\" \"",
            "instance.ignore",
            true),
        refused(
            "both",
            "{ \"require\": \"PT5M\" }",
            "{ \"require\": \"PT5M\", \"ignore\": \"x\" }",
            "age",
            true),
        refused("neither", "{ \"require\": \"PT5M\" }", "{}", "age", true),
        refused("no duration", "\"PT5M\"", "\"five minutes\"", "age.require", true),
        refused("no such duration", "\"PT5M\"", "\"PTM\"", "age.require", false),
        refused("negative duration", "\"PT5M\"", "\"PT-5M\"", "age.require", false),
        refused("null", "\"PT5M\"", "null", "", true),
        refused("fraction", "\"version\": 1,", "\"version\": 1.5,", "", true),
        anchor("by key and certificate", "\"sha256\": \"%1$s\", \"keySha256\": \"%1$s\""),
        anchor("simulated by key", "\"keySha256\": \"%s\", \"simulated\": true"),
        anchor("by nothing", "\"simulated\": true"),
        anchor("by half a key", "\"keySha256\": \"abab\""),
        refused("short PCR", "\"pcr1\": \"b0", "\"pcr1\": \"", "image.require[0].pcr1", true),
        refused(
            "PCR not hexadecimal",
            "\"pcr1\": \"b0",
            "\"pcr1\": \"bx",
            "image.require[0].pcr1",
            true),
        refused("PCR 32", "\"pcr1\":", "\"pcr32\":", "image.require[0]", true),
        refused("PCR 01", "\"pcr1\":", "\"pcr01\":", "image.require[0]", true),
        refused("no PCR 0, 1 and 2", "\"pcr0\":", "\"pcr5\":", "", false),
        refused("only PCR 1", "\"pcr0\"", "\"pcr9\"", "", false),
        refused(
            "false",
            "{ \"ignore\": \"nothing is encrypted to it here\" }",
            "{ \"require\": false }",
            "publicKey.require",
            true),
        refused("list instead of object", "{ \"require\": \"PT5M\" }", "[]", "age", true),
        refused(
            "text after the end",
            "\"age\": { \"require\": \"PT5M\" }\n}",
            "\"age\": { \"require\": \"PT5M\" }\n} x",
            "",
            false));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesAndSaysWhere(Edit edit) {
    String policy =
        edit.name().equals("no PCR 0, 1 and 2") || edit.name().equals("only PCR 1")
            ? edit.applied().replaceAll("\"pcr2\": \"[0-9a-f]+\"", "\"pcr7\": \"" + ZERO + "\"")
            : edit.applied();
    assertThatThrownBy(() -> PolicyFile.parse(policy))
        .isInstanceOfSatisfying(
            MalformedPolicyException.class,
            e -> assertThat(e.place()).as(e.getMessage()).startsWith(edit.place()));
    if (edit.schemaTells()) {
      assertThat(schemaAccepts(policy)).isFalse();
    }
  }

  @Test
  void refusesEmptyListsAndZeroPcrs() {
    String pcrs = "\"require\": [\n      {";
    assertThat(example).contains(pcrs);
    for (String empty : List.of("\"signer\"", "\"role\"", "\"instance\"")) {
      String policy = example.replaceAll(empty + ": \\{[^}]*\\}", empty + ": { \"require\": [] }");
      assertThatThrownBy(() -> PolicyFile.parse(policy))
          .isInstanceOf(MalformedPolicyException.class);
      assertThat(schemaAccepts(policy)).isFalse();
    }
    String zero = example.replaceAll("\"pcr0\": \"[0-9a-f]+\"", "\"pcr0\": \"" + ZERO + "\"");
    assertThatThrownBy(() -> PolicyFile.parse(zero))
        .isInstanceOf(MalformedPolicyException.class)
        .hasMessageContaining("debug mode");
  }

  @Test
  void roleIsMeasuredAsPcr3() throws MalformedPolicyException {
    String arn = "arn:aws:iam::123456789012:role/enclave";
    NitroPolicy policy =
        (NitroPolicy)
            PolicyFile.parse(
                example.replaceAll(
                    "\"role\": \\{[^}]*\\}", "\"role\": { \"require\": [\"" + arn + "\"] }"));
    assertThat(policy.role()).isEqualTo(new Require<>(Set.of(Pcrs.extended(Bytes.utf8(arn)))));
  }

  @Test
  void refusesBombs() {
    for (String bomb :
        List.of("[".repeat(100_000), "{\"a\":".repeat(1_000), " ".repeat(2 << 20), "")) {
      assertThatThrownBy(() -> PolicyFile.parse(bomb)).isInstanceOf(MalformedPolicyException.class);
    }
  }

  private static Edit anchor(String name, String members) {
    return refused(
        "anchor " + name,
        "\"version\": 1,",
        "\"version\": 1, \"anchors\": [{ \"name\": \"mine\", "
            + members.formatted("ab".repeat(32))
            + " }],",
        "anchors[0]",
        true);
  }

  private static Edit edit(String name, String from, String to) {
    return new Edit(name, from, to, "", true);
  }

  private static Edit refused(
      String name, String from, String to, String place, boolean schemaTells) {
    return new Edit(name, from, to, place, schemaTells);
  }
}
