// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.AppraisalTime;
import dev.strongroom.attestation.Challenge;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.Requirement.Require;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.azure.AzureSnpPolicy;
import dev.strongroom.attestation.fixtures.SnpVectors;
import dev.strongroom.attestation.fixtures.SnpVectors.Case;
import dev.strongroom.attestation.nitro.Verdicts;
import dev.strongroom.attestation.snp.Product;
import dev.strongroom.attestation.snp.Relaxation;
import dev.strongroom.attestation.snp.SnpEvidence;
import dev.strongroom.attestation.snp.SnpPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The policies in `docs/appraisal-policy-sev-snp.md`: what is read of them, and what isn't if they
/// are changed.
class SnpPolicyReaderTest {
  private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);

  private static List<String> examples() {
    List<String> examples = new ArrayList<>();
    try {
      Matcher matcher =
          EXAMPLE.matcher(Files.readString(Path.of("../docs/appraisal-policy-sev-snp.md")));
      while (matcher.find()) {
        examples.add(matcher.group(1));
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    assertThat(examples).hasSize(2);
    return examples;
  }

  @Test
  void readsTheExamples() throws MalformedPolicyException {
    SnpPolicy policy = (SnpPolicy) PolicyFile.parse(examples().getFirst());
    assertThat(policy.anchors())
        .containsExactly(Product.MILAN.anchor(), Product.GENOA.anchor(), Product.TURIN.anchor());
    assertThat(policy.requirements().vmpl()).isEqualTo(new Require<>(Set.of(0L)));
    assertThat(policy.requirements().relaxations()).containsOnlyKeys(Relaxation.SMT);
    assertThat(policy.userData()).isEqualTo(new Require<>(true));
    AzureSnpPolicy azure = (AzureSnpPolicy) PolicyFile.parse(examples().getLast());
    assertThat(azure.kind()).isEqualTo(EvidenceKind.AZURE_SEV_SNP);
    assertThat(azure.machine().nonce()).isEqualTo(new Require<>(true));
  }

  @Test
  void theExampleAcceptsTheReportThatItIsFor() throws Exception {
    SnpVectors vectors = SnpVectors.orAbort();
    Case genoa = vectors.named("genoa-v5-oak");
    SnpEvidence evidence = SnpEvidence.parse(genoa.evidence());
    Verifier verifier = Verifier.create(SignatureProvider.fastest(), PathCache.none());
    Verdict verdict =
        verifier.explain(
            evidence,
            genoa.endorsements().with(vectors.endorsements("crl/genoa_vcek_crl.pem")),
            PolicyFile.parse(examples().getFirst()),
            Challenge.none().withUserData(evidence.report().reportData()),
            AppraisalTime.at(genoa.at()));
    assertThat(Verdicts.failures(verdict)).isEmpty();
    assertThat(verdict.accepted()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "\"version\": 1,#\"version\": 1, \"chips\": [],#",
        "\"hostData\": { \"ignore\": \"unused\" },##",
        "\"Genoa\", #\"Rome\", #product.require[0]",
        "\"ecc\"#\"nothing\"#platformInfo.require[0]",
        "\"tee\": 0, \"snp\": 25#\"snp\": 25#minimumTcb.require.Genoa",
        "\"tee\": 0, \"snp\": 25#\"tee\": 0, \"fmc\": 1, \"snp\": 25#minimumTcb.require.Genoa",
        "\"microcode\": 84#\"microcode\": 256#minimumTcb.require.Genoa.microcode",
        "\"Turin\": {#\"Rome\": {#minimumTcb.require.Rome",
        "{ \"allow\": \"the provider's hosts share cores\" }#true#smt",
        "{ \"allow\": \"the provider's hosts share cores\" }#{ \"allow\": \" \" }#smt.allow",
        "\"version\": 1,#\"version\": 1, \"guestSvn\": { \"ignore\": \"x\" },#guestSvn",
        "\"version\": 1,#\"version\": 1, \"vmpl\": { \"require\": [4] },#vmpl.require[0]",
        "\"version\": 1,#\"version\": 1, \"deniedChips\": [\"00\"],#deniedChips[0]",
        "\"version\": 1,#\"version\": 1, \"deniedChips\": [\"0000000000000000\"],#",
        "\"version\": 1,#\"version\": 1, \"deniedProducts\": [],#deniedProducts",
        "\"version\": 1,#\"version\": 1, \"pcrs\": { \"ignore\": \"x\" },#",
        "{ \"require\": true }#{ \"require\": false }#userData.require",
      })
  void refusesAndSaysWhere(String from, String to, String place) {
    String example = examples().getFirst();
    assertThat(example).contains(from);
    assertThatThrownBy(() -> PolicyFile.parse(example.replace(from, to == null ? "" : to)))
        .isInstanceOfSatisfying(
            MalformedPolicyException.class,
            e -> assertThat(e.place()).as(e.getMessage()).isEqualTo(place == null ? "" : place));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '#',
      quoteCharacter = '~',
      value = {
        "\"pcr7\"#\"pcr24\"#pcrs.require[0]",
        "\"pcr7\"#\"pcr07\"#pcrs.require[0]",
        "\"acac#\"ac#pcrs.require[0].pcr7",
        "\"secureBoot\": { \"require\": true },##",
        "\"942fd9#\"942f#idKey.require[0]",
      })
  void refusesOfAzuresAndSaysWhere(String from, String to, String place) {
    String example = examples().getLast();
    assertThat(example).contains(from);
    assertThatThrownBy(() -> PolicyFile.parse(example.replace(from, to == null ? "" : to)))
        .isInstanceOfSatisfying(
            MalformedPolicyException.class,
            e -> assertThat(e.place()).as(e.getMessage()).isEqualTo(place == null ? "" : place));
  }
}
