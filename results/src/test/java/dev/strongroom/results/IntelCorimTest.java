// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import static dev.strongroom.results.IntelCorim.ENCLAVE;
import static dev.strongroom.results.IntelCorim.OTHER;
import static dev.strongroom.results.IntelCorim.QUOTING_ENCLAVE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.cbor.CborWriter;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.results.IntelCorim.Entry;
import dev.strongroom.results.ResultException.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Reference values of Intel's profile (draft-cds-rats-intel-corim-profile-06). Values are those of
/// the examples in the profile's repository: `irim-isve-ref-end`, `irim-qe-ref`.
class IntelCorimTest {
  private static final String SIGNER =
      "a314fc2dc663ae7a6b6bc6787594057396e6b3f569cd50fd5ddb4d1bbafd2b6a";
  private static final String DOMAIN = "ab".repeat(48);
  private static final Optional<Integer> MEMBER = Optional.of(6);
  private static final Optional<Integer> NOT_MEMBER = Optional.of(7);
  private static final Optional<Integer> NO_OPERATOR = Optional.empty();

  private static final Entry MRSIGNER =
      Entry.digests(
          -84,
          MEMBER,
          List.of(IntelCorim.digest(1, SIGNER), IntelCorim.digest(8, SIGNER + SIGNER)));
  private static final Entry MRTD = Entry.digest(-83, 7, DOMAIN);

  private static Corim read(String classId, Entry... entries) throws ResultException {
    return CorimReader.read(IntelCorim.of(classId, List.of(entries)), List.of());
  }

  private static JsonNode policy(CorimPolicy draft) throws Exception {
    return JsonNode.parse(draft.json());
  }

  private static List<String> texts(JsonNode list) throws Exception {
    List<String> texts = new ArrayList<>();
    for (JsonNode item : list.items()) {
      texts.add(item.text());
    }
    return texts;
  }

  /// The example of an enclave of somebody's, with expressions in the tags of the profile's text.
  @Test
  void draftsAPolicyForAnEnclave() throws Exception {
    Corim corim =
        read(
            ENCLAVE,
            Entry.masked(-81, "00000000", "fbffffff"),
            Entry.numeric(-73, 2, 6),
            Entry.masked(
                -82, "c0000000000000000000000000000000", "fbffffffffffffff0000000000000000"),
            MRSIGNER,
            Entry.texts(-89, MEMBER, "INTEL-SA-00078", "INTEL-SA-00079"),
            Entry.texts(-88, MEMBER, "UpToDate", "SWHardeningNeeded"),
            Entry.number(-85, 1),
            Entry.numeric(-86, 2, 11),
            Entry.bytes(-101, "000102030405060708090a0b0c0d0e0f"),
            Entry.text(-70, "Intel Corporation"));
    assertThat(corim.profile()).isEqualTo(Corim.INTEL);
    assertThat(corim.references().getFirst().classId()).contains(Bytes.fromHex(ENCLAVE));
    assertThat(corim.references().getFirst().values().get(-73))
        .isEqualTo(new Corim.Range(OptionalLong.of(6), OptionalLong.empty()));

    CorimPolicy draft = CorimPolicy.of(corim, 0);
    assertThat(draft).isEqualTo(CorimPolicy.ofSgx(corim, 0));
    JsonNode policy = policy(draft);
    assertThat(policy.member("kind").text()).isEqualTo("sgx");
    assertThat(texts(policy.member("mrsigner").member("require"))).containsExactly(SIGNER);
    assertThat(policy.member("productId").member("require").items().getFirst().integer(0, 9))
        .isEqualTo(1);
    assertThat(policy.member("securityVersion").member("require").integer(0, 9)).isEqualTo(6);
    JsonNode attributes = policy.member("attributes").member("require");
    assertThat(attributes.member("mask").text()).isEqualTo("fbffffffffffffff0000000000000000");
    assertThat(attributes.member("value").text()).isEqualTo("c0000000000000000000000000000000");
    JsonNode platform = policy.member("platform");
    assertThat(texts(platform.member("statuses").member("allow")))
        .containsExactly("sw-hardening-needed");
    assertThat(texts(platform.member("advisories").member("accept")))
        .containsExactly("INTEL-SA-00078", "INTEL-SA-00079");
    assertThat(platform.member("evaluation").member("require").integer(0, 99)).isEqualTo(11);
    assertThat(texts(platform.member("instance").member("require")))
        .containsExactly("000102030405060708090a0b0c0d0e0f");
    assertThat(draft.undecided())
        .containsExactly(
            "platform.fmspc",
            "platform.ppid",
            "mrenclave",
            "configId",
            "extendedProductId",
            "familyId",
            "configVersion",
            "reportData");
  }

  @Test
  void draftsAPolicyForATrustDomain() throws Exception {
    Corim corim =
        read(
            OTHER,
            MRTD,
            Entry.masked(-82, "0000001000000000", "ffffff37ffffffff"),
            Entry.texts(-88, NOT_MEMBER, "Revoked", "OutOfDate"),
            Entry.texts(-89, NO_OPERATOR));
    CorimPolicy draft = CorimPolicy.of(corim, 0);
    JsonNode policy = policy(draft);
    assertThat(policy.member("kind").text()).isEqualTo("tdx");
    assertThat(texts(policy.member("mrtd").member("require"))).containsExactly(DOMAIN);
    assertThat(policy.member("platform").names()).isEmpty();
    assertThat(draft.undecided())
        .startsWith("platform.evaluation")
        .contains("rtmr0", "xfam", "eventLog", "reportData")
        .doesNotContain("mrtd");
  }

  static List<Arguments> whatNoPolicySays() {
    String all = "ffffffffffffffff";
    return List.of(
        Arguments.of("tee.isvsvn", ENCLAVE, Entry.number(-73, 6)),
        Arguments.of("tee.isvsvn", ENCLAVE, Entry.range(-73, Optional.of(1L), Optional.of(6L))),
        Arguments.of("tee.isvsvn", ENCLAVE, Entry.range(-73, Optional.empty(), Optional.of(6L))),
        Arguments.of("tee.isvsvn", ENCLAVE, Entry.numeric(-73, 2, 65_536)),
        Arguments.of("tee.tcb-eval-num", ENCLAVE, Entry.number(-86, 11)),
        Arguments.of("tee.tcb-eval-num", ENCLAVE, Entry.numeric(-86, 2, 0)),
        Arguments.of("tee.isvprodid", ENCLAVE, Entry.bytes(-85, "0303")),
        Arguments.of("tee.isvprodid", ENCLAVE, Entry.number(-85, 65_536)),
        Arguments.of("tee.tcbstatus", ENCLAVE, Entry.texts(-88, MEMBER, "OutOfDate")),
        Arguments.of("tee.tcbstatus", ENCLAVE, Entry.texts(-88, MEMBER, "UpToDate", "Revoked")),
        Arguments.of("tee.tcbstatus", ENCLAVE, Entry.texts(-88, MEMBER, "UpToDate", "Fine")),
        Arguments.of("tee.tcbstatus", ENCLAVE, Entry.texts(-88, NO_OPERATOR)),
        Arguments.of("tee.tcbstatus", ENCLAVE, Entry.texts(-88, NOT_MEMBER, "UpToDate")),
        Arguments.of("tee.advisory-ids", ENCLAVE, Entry.texts(-89, NO_OPERATOR, "INTEL-SA-00078")),
        Arguments.of(
            "tee.mrsigner",
            ENCLAVE,
            Entry.digests(-84, NOT_MEMBER, List.of(IntelCorim.digest(1, SIGNER)))),
        Arguments.of(
            "tee.mrsigner",
            ENCLAVE,
            Entry.digests(
                -84,
                NO_OPERATOR,
                List.of(IntelCorim.digest(1, SIGNER), IntelCorim.digest(7, DOMAIN)))),
        Arguments.of("tee.mrtee", ENCLAVE, Entry.digest(-83, 8, SIGNER + SIGNER)),
        Arguments.of("tee.attributes", ENCLAVE, Entry.bytes(-82, all)),
        Arguments.of("tee.vendor", ENCLAVE, Entry.text(-70, "Somebody")),
        Arguments.of("tee.model", ENCLAVE, Entry.text(-71, "a model")),
        Arguments.of("tee.pceid", ENCLAVE, Entry.text(-80, "0000")),
        Arguments.of("tee.instance-id", ENCLAVE, Entry.number(-77, 0)),
        Arguments.of("a component of the platform", QUOTING_ENCLAVE, MRSIGNER),
        Arguments.of("whether it is for TDX or SGX", OTHER, MRSIGNER));
  }

  @ParameterizedTest
  @MethodSource("whatNoPolicySays")
  void refusesByNameWhatNoPolicySays(String name, String classId, Entry entry) {
    assertThatExceptionOfType(ResultException.class)
        .isThrownBy(() -> {
          Corim corim = read(classId, entry);
          if (classId.equals(QUOTING_ENCLAVE)) {
            CorimPolicy.ofSgx(corim, 0);
          } else {
            CorimPolicy.of(corim, 0);
          }
        })
        .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.NOT_EXPRESSIBLE))
        .withMessageContaining(name);
  }

  @Test
  void refusesWhatPoliciesForTrustDomainsDontSay() throws Exception {
    String signed = "0000001000000000";
    for (Entry entry :
        List.of(
            MRSIGNER,
            Entry.number(-85, 1),
            Entry.numeric(-73, 2, 6),
            Entry.masked(-81, "00000000", "ffffffff"),
            Entry.bytes(-82, signed),
            Entry.masked(-82, "0100001000000000", "ffffff37ffffffff"),
            Entry.masked(-82, "0000000000000000", "ffffff37ffffffff"))) {
      Corim corim = read(OTHER, MRTD, entry);
      assertThatExceptionOfType(ResultException.class)
          .isThrownBy(() -> CorimPolicy.of(corim, 0))
          .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.NOT_EXPRESSIBLE));
    }
    Corim enclave = read(ENCLAVE, MRSIGNER);
    assertThatExceptionOfType(ResultException.class)
        .isThrownBy(() -> CorimPolicy.ofTdx(enclave, 0))
        .withMessageContaining("an enclave");
    Corim domain = read(OTHER, MRTD);
    assertThatExceptionOfType(ResultException.class)
        .isThrownBy(() -> CorimPolicy.ofSgx(domain, 0))
        .withMessageContaining("a trust domain");
    assertThatExceptionOfType(ResultException.class)
        .isThrownBy(() -> CorimPolicy.ofSevSnp(domain, 0))
        .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.PROFILE));
  }

  static List<Arguments> whatTheProfileHasNot() {
    return List.of(
        Arguments.of("operator 1", Entry.numeric(-73, 1, 6)),
        Arguments.of("operator 3", Entry.numeric(-73, 3, 6)),
        Arguments.of("operator 0", Entry.numeric(-73, 0, 6)),
        Arguments.of("operator 2", Entry.texts(-88, Optional.of(2), "UpToDate")),
        Arguments.of("operator 8", Entry.digests(-84, Optional.of(8), List.of())),
        Arguments.of("a negative number", Entry.number(-85, -23)),
        Arguments.of("a negative number", Entry.numeric(-73, 2, -1)),
        Arguments.of("an empty range", Entry.range(-73, Optional.of(7L), Optional.of(6L))),
        Arguments.of("a mask of another length", Entry.masked(-81, "00000000", "ffff")),
        Arguments.of("or of nothing", Entry.masked(-81, "00000000", "00000000")),
        // The repository's older examples have all expressions in one tag.
        Arguments.of("neither digests", Entry.numeric(-84, 6, 1)),
        Arguments.of("neither names", Entry.numeric(-88, 6, 1)),
        Arguments.of("isn't 32 bytes", Entry.digest(-83, 1, "ab")),
        Arguments.of("unknown algorithm", Entry.digest(-83, 256, SIGNER)),
        Arguments.of("stood before", Entry.texts(-88, MEMBER, "UpToDate", "UpToDate")),
        Arguments.of("visible characters", Entry.texts(-89, MEMBER, "a\u202eb")),
        Arguments.of("visible characters", Entry.texts(-89, MEMBER, "a".repeat(65))),
        Arguments.of("doesn't define: -74", Entry.number(-74, 1)),
        Arguments.of("doesn't define: 1", Entry.number(1, 1)),
        Arguments.of("not 16 bytes", Entry.bytes(-101, "00")));
  }

  @ParameterizedTest
  @MethodSource("whatTheProfileHasNot")
  void refusesByNameWhatTheProfileHasNot(String name, Entry entry) {
    assertThatExceptionOfType(ResultException.class)
        .isThrownBy(() -> CorimPolicy.of(read(ENCLAVE, entry), 0))
        .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.MALFORMED))
        .withMessageContaining(name);
  }

  @Test
  void refusesMeasurementsOfSeveralElementsAndUnderConditions() {
    CborWriter keyed = new CborWriter().map(2).integer(0).integer(81).integer(1).map(1);
    keyed.integer(-85).integer(1);
    CborWriter conditional = new CborWriter().map(2).integer(1).map(1).integer(-85).integer(1);
    conditional.integer(2).array(1).tag(554).text("a key");
    for (CborWriter measurement : List.of(keyed, conditional)) {
      Bytes corim = IntelCorim.around(ENCLAVE, measurement.toBytes());
      assertThatExceptionOfType(ResultException.class)
          .isThrownBy(() -> CorimReader.read(corim, List.of()))
          .satisfies(e -> assertThat(e.problem()).isEqualTo(Problem.NOT_EXPRESSIBLE));
    }
  }

  @Test
  void namesWhatIsWrongWithHostileOnes() throws Exception {
    byte[] good =
        IntelCorim.of(
                ENCLAVE,
                List.of(
                    MRSIGNER,
                    Entry.masked(-81, "00000000", "fbffffff"),
                    Entry.range(-73, Optional.of(1L), Optional.empty()),
                    Entry.texts(-88, MEMBER, "UpToDate"),
                    Entry.numeric(-86, 2, 11)))
            .toByteArray();
    Random random = new Random(6);
    int drafts = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes = good.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        Corim corim = CorimReader.read(Bytes.copyOf(bytes), List.of());
        assertThat(CorimPolicy.of(corim, 0).json()).isNotEmpty();
        drafts++;
      } catch (ResultException e) {
        assertThat(e.problem())
            .isIn(Problem.MALFORMED, Problem.PROFILE, Problem.SIGNATURE, Problem.NOT_EXPRESSIBLE);
      }
    }
    assertThat(drafts).isBetween(100, 19_900);
  }
}
