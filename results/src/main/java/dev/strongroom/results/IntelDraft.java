// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.sgx.SgxPolicy;
import dev.strongroom.attestation.tdx.TdxPolicy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The draft of a policy of kind `tdx` or `sgx`, made of reference values of Intel's profile
/// (draft-cds-rats-intel-corim-profile-06). Each value is either said by the policy or refused.
final class IntelDraft {
  private static final int SHA_256 = 1;
  private static final int SHA_384 = 7;
  private static final int MOST_16_BITS = 0xffff;
  private static final int ATTRIBUTES = 16;
  private static final int MISC_SELECT = 4;

  /// 2.16.840.1.113741.1.2.3.5.1, an enclave of somebody's, and the arc of the platform's own
  /// components: quoting enclave, TDX module, PCE (the profile's examples).
  private static final Bytes ENCLAVE = Bytes.fromHex("6086480186f84d0102030501");

  private static final Bytes PLATFORM = Bytes.fromHex("6086480186f84d01020304");

  private static final String VENDOR = "Intel Corporation";

  /// Bits of TDATTRIBUTES that policies for trust domains leave open: LASS, PKS, KL.
  private static final long OPEN = (1L << 27) | (1L << 30) | (1L << 31);

  /// What they demand of all others by default: SEPT_VE_DISABLE, and nothing else.
  private static final long DEFAULT = 1L << 28;

  private final Corim corim;
  private final Corim.Reference reference;
  private final Map<Integer, Corim.Value> left;

  IntelDraft(Corim corim, Corim.Reference reference) {
    this.corim = corim;
    this.reference = reference;
    this.left = new HashMap<>(reference.values());
  }

  /// What a reference is about, by its class, or by the digest that its measurement is.
  static Optional<EvidenceKind> kind(Corim.Reference reference) {
    if (reference.classId().filter(ENCLAVE::equals).isPresent()) {
      return Optional.of(EvidenceKind.SGX);
    }
    boolean platform = reference.classId().filter(id -> id.startsWith(PLATFORM)).isPresent();
    if (platform
        || !(reference.values().get(IntelMeasurement.MEASUREMENT.code())
            instanceof Corim.DigestSet(Corim.Relation _, List<Corim.Digest> digests))) {
      return Optional.empty();
    }
    boolean domain = digests.stream().anyMatch(digest -> digest.algorithm() == SHA_384);
    boolean enclave = digests.stream().anyMatch(digest -> digest.algorithm() == SHA_256);
    if (domain == enclave) {
      return Optional.empty();
    }
    return Optional.of(domain ? EvidenceKind.TDX : EvidenceKind.SGX);
  }

  CorimPolicy tdx() throws ResultException {
    List<String> needed = new ArrayList<>(IntelPlatformDraft.NEEDED);
    for (TdxPolicy.Register register : TdxPolicy.Register.values()) {
      needed.add(register.label());
    }
    needed.addAll(List.of("eventLog", "reportData"));
    if (kind(reference).filter(kind -> kind != EvidenceKind.TDX).isPresent()) {
      throw CorimReader.notExpressible("the reference is for an enclave of SGX");
    }
    PolicyDraft draft = started(EvidenceKind.TDX, needed);
    digests(draft, IntelMeasurement.MEASUREMENT, "mrtd", SHA_384, 48);
    if (take(IntelMeasurement.ATTRIBUTES) instanceof Corim.Masked(Bytes value, Bytes mask)) {
      byDefault(value, mask);
    }
    return finished(draft);
  }

  CorimPolicy sgx() throws ResultException {
    List<String> needed = new ArrayList<>(IntelPlatformDraft.NEEDED);
    for (SgxPolicy.Identity identity : SgxPolicy.Identity.values()) {
      needed.add(identity.label());
    }
    needed.addAll(
        List.of(
            "productId",
            "securityVersion",
            "configVersion",
            "attributes",
            "miscSelect",
            "reportData"));
    if (kind(reference).filter(kind -> kind != EvidenceKind.SGX).isPresent()) {
      throw CorimReader.notExpressible("the reference is for a trust domain");
    }
    PolicyDraft draft = started(EvidenceKind.SGX, needed);
    digests(draft, IntelMeasurement.MEASUREMENT, "mrenclave", SHA_256, 32);
    digests(draft, IntelMeasurement.SIGNER, "mrsigner", SHA_256, 32);
    product(draft);
    Corim.Value version = take(IntelMeasurement.SECURITY_VERSION);
    if (version != null) {
      draft.least("securityVersion", least(IntelMeasurement.SECURITY_VERSION, version, 0));
    }
    masked(draft, IntelMeasurement.ATTRIBUTES, "attributes", ATTRIBUTES);
    masked(draft, IntelMeasurement.MISC_SELECT, "miscSelect", MISC_SELECT);
    return finished(draft);
  }

  private PolicyDraft started(EvidenceKind kind, List<String> needed) throws ResultException {
    if (reference.classId().filter(id -> id.startsWith(PLATFORM)).isPresent()) {
      throw CorimReader.notExpressible(
          "the reference is for a component of the platform, which Intel's collateral speaks for");
    }
    if (reference.instance().isPresent()) {
      throw CorimReader.notExpressible("the reference is for one instance of its class");
    }
    if (take(IntelMeasurement.VENDOR) instanceof Corim.Text(String vendor)
        && !vendor.equals(VENDOR)) {
      throw CorimReader.notExpressible(IntelMeasurement.VENDOR + ": another than " + VENDOR);
    }
    PolicyDraft draft = new PolicyDraft(kind.toString(), corim, needed);
    IntelPlatformDraft.write(this, draft, "reference values of CoRIM " + corim.id());
    return draft;
  }

  /// What nothing was made of would be lost.
  private CorimPolicy finished(PolicyDraft draft) throws ResultException {
    for (IntelMeasurement measurement : IntelMeasurement.values()) {
      if (left.containsKey(measurement.code())) {
        throw CorimReader.notExpressible(measurement + ": policies of this kind say nothing of it");
      }
    }
    return draft.finish();
  }

  /// A value, if it is there; only what was taken counts as said.
  Corim.@Nullable Value take(IntelMeasurement measurement) {
    return left.remove(measurement.code());
  }

  /// The least number that is accepted.
  ///
  /// @param atLeast what the least may be at least
  static long least(IntelMeasurement measurement, Corim.Value value, long atLeast)
      throws ResultException {
    if (value instanceof Corim.Range(OptionalLong least, OptionalLong most)
        && least.isPresent()
        && most.isEmpty()
        && least.getAsLong() >= atLeast
        && least.getAsLong() <= MOST_16_BITS) {
      return least.getAsLong();
    }
    throw CorimReader.notExpressible(
        measurement + ": policies say which number is the least, " + atLeast + " to 65535");
  }

  /// Evidence has one digest, of one algorithm. So an expression with members means any of them, of
  /// which those of other algorithms never occur; but a list without an operator demands all of its
  /// digests (9.2.2), so only one alone can be met.
  private void digests(
      PolicyDraft draft, IntelMeasurement measurement, String member, int algorithm, int length)
      throws ResultException {
    if (!(take(measurement)
        instanceof Corim.DigestSet(Corim.Relation relation, List<Corim.Digest> digests))) {
      return;
    }
    List<Bytes> usable = new ArrayList<>();
    for (Corim.Digest digest : digests) {
      if (digest.algorithm() == algorithm) {
        if (digest.value().length() != length || digest.value().isAllZero()) {
          throw CorimReader.malformed(
              measurement + ": a digest that isn't " + length + " bytes, or of zeros");
        }
        usable.add(digest.value());
      }
    }
    boolean said =
        switch (relation) {
          case EQUAL -> digests.size() == 1 && usable.size() == 1;
          case MEMBER -> !usable.isEmpty();
          case NOT_MEMBER -> false;
        };
    if (!said) {
      throw CorimReader.notExpressible(
          measurement + ": neither one digest of " + length + " bytes nor a set with such members");
    }
    draft.values(member, usable);
  }

  private void product(PolicyDraft draft) throws ResultException {
    Corim.Value product = take(IntelMeasurement.PRODUCT);
    if (product instanceof Corim.Range(OptionalLong least, OptionalLong _)
        && least.orElse(-1) >= 0
        && least.getAsLong() <= MOST_16_BITS) {
      draft.numbers("productId", List.of(least.getAsLong()));
    } else if (product != null) {
      throw CorimReader.notExpressible(
          IntelMeasurement.PRODUCT + ": not a number to 65535; of bytes the order isn't known");
    }
  }

  private void masked(PolicyDraft draft, IntelMeasurement measurement, String member, int length)
      throws ResultException {
    if (take(measurement) instanceof Corim.Masked(Bytes value, Bytes mask)) {
      if (value.length() != length) {
        throw CorimReader.notExpressible(measurement + ": not " + length + " bytes");
      }
      byte[] compared = new byte[length];
      for (int i = 0; i < length; i++) {
        compared[i] = (byte) (value.at(i) & mask.at(i));
      }
      draft.masked(member, mask, Bytes.copyOf(compared));
    }
  }

  /// Policies for trust domains judge attributes one by one and not by a mask. What they demand by
  /// default needs no member; something else can't be demanded.
  private static void byDefault(Bytes value, Bytes mask) throws ResultException {
    boolean said = value.length() == Long.BYTES;
    for (int i = 0; said && i < Long.BYTES; i++) {
      int open = (int) (OPEN >>> (8 * i)) & 0xff;
      int wanted = (int) (DEFAULT >>> (8 * i)) & 0xff;
      said = (mask.at(i) & open) == 0 && ((value.at(i) ^ wanted) & mask.at(i)) == 0;
    }
    if (!said) {
      throw CorimReader.notExpressible(
          IntelMeasurement.ATTRIBUTES + ": not what policies demand of the 8 bytes by default");
    }
  }
}
