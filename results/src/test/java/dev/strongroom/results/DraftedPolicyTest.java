// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import static dev.strongroom.results.CompletedDraft.accepted;
import static dev.strongroom.results.CompletedDraft.completed;
import static dev.strongroom.results.CompletedDraft.judged;
import static dev.strongroom.results.CompletedDraft.refused;
import static dev.strongroom.results.IntelCorim.ENCLAVE;
import static dev.strongroom.results.IntelCorim.OTHER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.fixtures.DcapVectors;
import dev.strongroom.attestation.fixtures.FakeIntel;
import dev.strongroom.attestation.fixtures.FakeSnp;
import dev.strongroom.attestation.fixtures.SnpVectors;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.results.IntelCorim.Entry;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Drafts of policies, completed and used: what fits the reference values is accepted, what doesn't
/// is refused by the check that ought to.
class DraftedPolicyTest {
  private static final Optional<Integer> MEMBER = Optional.of(6);

  private static CorimPolicy intel(String classId, Entry... entries) throws Exception {
    return CorimPolicy.of(CorimReader.read(IntelCorim.of(classId, List.of(entries)), List.of()), 0);
  }

  @Test
  void isNoPolicyBeforeItIsCompleted() throws Exception {
    for (CorimPolicy draft :
        List.of(
            intel(ENCLAVE, Entry.number(-85, 1)),
            intel(OTHER, Entry.digest(-83, 7, "11".repeat(48))))) {
      assertThatExceptionOfType(MalformedPolicyException.class)
          .isThrownBy(() -> PolicyFile.parse(draft.json()))
          .withMessageContaining("neither required nor ignored");
    }
  }

  /// The sample of the Veraison project, and reports under a test root with its values.
  @Test
  void acceptsAndRefusesGuestsOfSevSnp() throws Exception {
    Corim corim =
        CorimReader.read(SnpVectors.orAbort().bytes("corim/corim-sevsnp-valid.cbor"), List.of());
    AppraisalPolicy policy = completed(CorimPolicy.of(corim, 0), Optional.of(FakeSnp.anchor()));
    Bytes measurement = measurement(corim);

    FakeSnp fitting = FakeSnp.vcek();
    fitting.put(0x90, measurement);
    accepted(judged(fitting.issue(), fitting.endorsements(), policy, FakeSnp.TIME));

    FakeSnp other = FakeSnp.vcek();
    refused(
        judged(other.issue(), other.endorsements(), policy, FakeSnp.TIME), "policy.measurement");
    FakeSnp level = FakeSnp.vcek();
    level.put(0x90, measurement);
    level.set(0x30, 1, 4);
    refused(judged(level.issue(), level.endorsements(), policy, FakeSnp.TIME), "policy.vmpl");
  }

  /// The sample with an image id, where it has zeros, and of its SVN an exact one.
  @Test
  void demandsOfGuestsWhatCanBeSaid() throws Exception {
    String sample = SnpVectors.orAbort().bytes("corim/corim-sevsnp-valid.cbor").hex();
    String image = "a2000401a104d9023050";
    Corim named = CorimReader.read(Bytes.fromHex(changed(sample, image, "01")), List.of());
    AppraisalPolicy policy = completed(CorimPolicy.of(named, 0), Optional.of(FakeSnp.anchor()));
    FakeSnp guest = FakeSnp.vcek();
    guest.put(0x90, measurement(named));
    refused(judged(guest.issue(), guest.endorsements(), policy, FakeSnp.TIME), "policy.image-id");
    guest.put(0x20, Bytes.fromHex("01".repeat(16)));
    accepted(judged(guest.issue(), guest.endorsements(), policy, FakeSnp.TIME));

    String least = "a2000101a101d9022900";
    assertThat(sample).contains(least);
    Corim exact =
        CorimReader.read(
            Bytes.fromHex(sample.replace(least, least.replace("0229", "0228"))), List.of());
    assertThatExceptionOfType(ResultException.class)
        .isThrownBy(() -> CorimPolicy.of(exact, 0))
        .satisfies(e -> assertThat(e.problem()).isEqualTo(ResultException.Problem.NOT_EXPRESSIBLE));
  }

  private static String changed(String sample, String before, String octet) {
    String zeros = before + "00".repeat(16);
    assertThat(sample).contains(zeros);
    return sample.replace(zeros, before + octet.repeat(16));
  }

  private static Bytes measurement(Corim corim) {
    Corim.Value value = corim.references().getFirst().values().get(641);
    return Objects.requireNonNull(
        ((Corim.Digests) Objects.requireNonNull(value)).byAlgorithm().get(7));
  }

  @Test
  void acceptsAndRefusesTrustDomains() throws Exception {
    CorimPolicy draft =
        intel(
            OTHER,
            Entry.digest(-83, 7, "11".repeat(48)),
            Entry.masked(-82, "0000001000000000", "ffffff37ffffffff"),
            Entry.texts(-88, MEMBER, "UpToDate"),
            Entry.texts(-89, Optional.empty()));
    FakeIntel fitting = FakeIntel.domain();
    AppraisalPolicy policy = completed(draft, Optional.of(fitting.anchor()));
    accepted(judged(fitting.quote(), fitting.endorsements(), policy, FakeIntel.AT));

    FakeIntel other = FakeIntel.domain().body(136, "12");
    refused(
        judged(
            other.quote(),
            other.endorsements(),
            completed(draft, Optional.of(other.anchor())),
            FakeIntel.AT),
        "policy.mrtd");
    // What the reference demands of attributes is what policies demand by default.
    FakeIntel migratable = FakeIntel.domain().body(120, "0000003000000000");
    refused(
        judged(
            migratable.quote(),
            migratable.endorsements(),
            completed(draft, Optional.of(migratable.anchor())),
            FakeIntel.AT),
        "policy.migratable");
  }

  @Test
  void acceptsAGenuineTrustDomainAndRefusesAnother() throws Exception {
    DcapVectors vectors = samples("tdx");
    DcapVectors.Case fitting = vectors.named("v4-uptodate-phala.bin@phala-tdx");
    DcapVectors.Case other = vectors.named("v4-gcp-cos113.bin@2025-10-TDX-00806f05");
    String mrtd =
        Objects.requireNonNull(
                Evidence.parse(fitting.evidence()).claims(false).measurements().get("mrtd"))
            .hex();
    AppraisalPolicy policy =
        completed(
            intel(
                OTHER,
                Entry.digests(-83, MEMBER, List.of(IntelCorim.digest(7, mrtd))),
                Entry.numeric(-86, 2, 1)),
            Optional.empty());
    accepted(judged(fitting.evidence(), fitting.endorsements(), policy, fitting.at()));
    refused(judged(other.evidence(), other.endorsements(), policy, other.at()), "policy.mrtd");
  }

  private static DcapVectors samples(String kind) {
    return DcapVectors.find(kind)
        .orElseGet(() -> {
          Vectors.orAbort();
          throw new IllegalStateException("Nitro's samples without those of " + kind);
        });
  }

  private static final String ATTRIBUTES = "05000000000000000000000000000000";

  /// Each line changes one of the reference values.
  @ParameterizedTest
  @CsvSource({
    "22, 33, 7, 3, 05, ff, ",
    "22, 33, 7, 2, 05, ff, ",
    "22, 33, 7, 3, 07, 0d, ",
    "23, 33, 7, 3, 05, ff, policy.mrenclave",
    "22, 34, 7, 3, 05, ff, policy.mrsigner",
    "22, 33, 8, 3, 05, ff, policy.product-id",
    "22, 33, 7, 4, 05, ff, policy.security-version",
    "22, 33, 7, 3, 0d, ff, policy.attributes"
  })
  void acceptsAndRefusesEnclaves(
      String measurement,
      String signer,
      int product,
      int version,
      String flags,
      String mask,
      @org.jspecify.annotations.Nullable String failed)
      throws Exception {
    FakeIntel enclave = FakeIntel.enclave(3);
    CorimPolicy draft =
        intel(
            ENCLAVE,
            Entry.digest(-83, 1, measurement.repeat(32)),
            Entry.digest(-84, 1, signer.repeat(32)),
            Entry.number(-85, product),
            Entry.numeric(-73, 2, version),
            Entry.masked(-82, flags + ATTRIBUTES.substring(2), mask + "00".repeat(15)),
            Entry.masked(-81, "00000000", "ffffffff"),
            Entry.texts(-88, MEMBER, "UpToDate"));
    Verdict verdict =
        judged(
            enclave.quote(),
            enclave.endorsements(),
            completed(draft, Optional.of(enclave.anchor())),
            FakeIntel.AT);
    if (failed == null) {
      accepted(verdict);
    } else {
      refused(verdict, failed);
    }
  }

  @Test
  void acceptsTheStatusesAndAdvisoriesThatReferenceValuesName() throws Exception {
    DcapVectors vectors = samples("sgx");
    DcapVectors.Case sample = vectors.named("v3-swhardening.bin@2025-08-SGX-00606a");
    String signer =
        Objects.requireNonNull(
                Evidence.parse(sample.evidence()).claims(false).measurements().get("mrsigner"))
            .hex();
    Entry mrsigner = Entry.digest(-84, 1, signer);
    Entry hardening = Entry.texts(-88, MEMBER, "UpToDate", "SWHardeningNeeded");
    AppraisalPolicy both =
        completed(
            intel(ENCLAVE, mrsigner, hardening, Entry.texts(-89, MEMBER, "INTEL-SA-00615")),
            Optional.empty());
    accepted(judged(sample.evidence(), sample.endorsements(), both, sample.at()));
    AppraisalPolicy another =
        completed(
            intel(ENCLAVE, mrsigner, hardening, Entry.texts(-89, MEMBER, "INTEL-SA-00078")),
            Optional.empty());
    refused(
        judged(sample.evidence(), sample.endorsements(), another, sample.at()),
        "policy.advisories");
    AppraisalPolicy current =
        completed(
            intel(
                ENCLAVE,
                mrsigner,
                Entry.texts(-88, MEMBER, "UpToDate"),
                Entry.texts(-89, MEMBER, "INTEL-SA-00615")),
            Optional.empty());
    refused(
        judged(sample.evidence(), sample.endorsements(), current, sample.at()), "policy.status");
  }
}
