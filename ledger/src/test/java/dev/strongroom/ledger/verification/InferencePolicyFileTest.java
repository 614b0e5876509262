// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.verification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Requirement;
import dev.strongroom.attestation.Requirement.Ignore;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.verification.InferencePolicy.AcceptedBackend;
import dev.strongroom.ledger.verification.InferencePolicy.AcceptedEvidence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The member `inference` of policies for receipts.
class InferencePolicyFileTest {
  private static final Bytes WEIGHTS =
      Bytes.fromHex("b01759eda1e49e842b0994322a6a4a37f6bcfb820196855c00c5b1c9ef7b1c87");

  private static String example = "";
  private static Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema("true");

  @BeforeAll
  static void read() throws IOException {
    Path root = Path.of("..");
    example = Files.readString(root.resolve("examples/receipt-policy-inference.json"));
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
    InferencePolicy policy = ReceiptPolicyFile.parse(example).inference().orElseThrow();
    assertThat(policy.models()).isEqualTo(new Require<>(Set.of("tiny")));
    assertThat(policy.incompleteAllowed()).isEmpty();
    assertThat(policy.backends())
        .isEqualTo(
            new Require<>(
                List.of(
                    new AcceptedBackend.Attested(
                        "attested",
                        new Require<>(
                            new AcceptedEvidence(
                                Set.of("nitro-enclave", "sev-snp", "tdx"), Set.of(), Set.of())),
                        Optional.empty()))));
    assertThat(policy.hops())
        .isInstanceOfSatisfying(
            Require.class,
            hops -> {
              ReceiptPolicy hop = (ReceiptPolicy) ((List<?>) hops.wanted()).getFirst();
              InferencePolicy last = hop.inference().orElseThrow();
              assertThat(last.models()).isInstanceOf(Ignore.class);
              assertThat(last.hops()).isInstanceOf(Ignore.class);
              assertThat(last.backends())
                  .isEqualTo(
                      new Require<>(
                          List.of(new AcceptedBackend.Embedded(new Require<>(Set.of(WEIGHTS))))));
            });
  }

  @Test
  void readsWhatElseThereIs() throws MalformedPolicyException {
    String changed =
        example
            .replace(
                "\"kinds\": [\"nitro-enclave\", \"sev-snp\", \"tdx\"]",
                "\"sha256\": [\"%s\"], \"identityKeys\": [\"%s\"]"
                    .formatted("aa".repeat(32), "bb".repeat(32)))
            .replace(
                "\"kind\": \"attested\",",
                "\"kind\": \"attested\", \"simulated\": {\"allow\": \"a test\"},")
            .replace(
                "\"require\": [\"tiny\"] }",
                "\"ignore\": \"any\" }, \"incomplete\": {\"allow\": \"shown as such\"}");
    assertThat(schemaAccepts(changed)).isTrue();
    InferencePolicy policy = ReceiptPolicyFile.parse(changed).inference().orElseThrow();
    assertThat(policy.models()).isEqualTo(new Ignore<>("any"));
    assertThat(policy.incompleteAllowed()).contains("shown as such");
    assertThat(policy.backends())
        .isEqualTo(
            new Require<>(
                List.of(
                    new AcceptedBackend.Attested(
                        "attested",
                        new Require<>(
                            new AcceptedEvidence(
                                Set.of(),
                                Set.of(Bytes.fromHex("aa".repeat(32))),
                                Set.of(Bytes.fromHex("bb".repeat(32))))),
                        Optional.of("a test")))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "unknown member|\"models\": { \"require\"|\"x\": 1, \"models\": { \"require\"|true",
        "nothing of models|\"models\": { \"require\": [\"tiny\"] },||true",
        "nothing of hops|\"hops\": {|\"hups\": {|true",
        "no models|[\"tiny\"]|[]|true",
        "a model that is no text|[\"tiny\"]|[1]|true",
        "models both ways|\"require\": [\"tiny\"]|\"require\": [\"tiny\"], \"ignore\": \"x\"|true",
        "another kind|\"kind\": \"attested\"|\"kind\": \"remote\"|true",
        "no kind|\"kind\": \"attested\",||true",
        "evidence of embedded|\"kind\": \"attested\"|\"kind\": \"embedded\"|true",
        "nothing of evidence|\"evidence\": { \"require\": { \"kinds\"|\"e\": { \"require\": { \"kinds\"|true",
        "evidence of nothing|\"kinds\": [\"nitro-enclave\", \"sev-snp\", \"tdx\"]||true",
        "a kind in capitals|\"sev-snp\"|\"SEV-SNP\"|true",
        "weights that are none|\"b01759|\"01759|true",
        "nothing of weights|\"weights\"|\"w\"|true",
        "no reason|\"the gateway in front was asked for it by this name\"|\" \"|true",
        "a hop that is no policy|\"models 1.0\"|1|false",
        "a hop that ignores all|\"kind\": \"receipt\",|\"kind\": \"receipt\", \"x\": 1,|true"
      })
  void refuses(String name, String from, String to, boolean schemaTells) {
    assertThat(example).as(name).contains(from);
    String changed = example.replace(from, to == null ? "" : to);
    assertThatThrownBy(() -> ReceiptPolicyFile.parse(changed))
        .as(name)
        .isInstanceOf(MalformedPolicyException.class);
    if (schemaTells && !name.equals("nothing of hops")) {
      assertThat(schemaAccepts(changed)).as(name).isFalse();
    }
  }

  @Test
  void hopsStandInTheOutermostPolicyOnly() {
    String nested =
        example.replace(
            "\"models\": { \"ignore\"",
            "\"hops\": { \"ignore\": \"x\" }, \"models\": { \"ignore\"");
    assertThat(nested).isNotEqualTo(example);
    assertThatThrownBy(() -> ReceiptPolicyFile.parse(nested))
        .isInstanceOf(MalformedPolicyException.class)
        .hasMessageContaining("unknown: hops");
  }

  @Test
  void buildersAreAsStrict() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AcceptedEvidence(Set.of(), Set.of(), Set.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy(new Require<>(Set.of()), List.of()));
    ReceiptPolicy plain = FakeDeployment.policy(NitroPolicy.AWS_ROOT_G1).build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy(new Require<>(Set.of("m")), Collections.nCopies(9, plain)));
    ReceiptPolicy nested =
        FakeDeployment.policy(NitroPolicy.AWS_ROOT_G1)
            .inference(policy(new Ignore<>("x"), List.of(plain)))
            .build();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> policy(new Ignore<>("x"), List.of(nested)))
        .withMessageContaining("outermost");
  }

  private static InferencePolicy policy(Requirement<Set<String>> models, List<ReceiptPolicy> hops) {
    return new InferencePolicy(models, new Ignore<>("x"), new Require<>(hops), Optional.empty());
  }
}
