// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The draft of a policy of kind `sev-snp`, made of reference values of AMD's profile
/// (draft-deeglaze-amd-sev-snp-corim-profile-02).
final class SnpDraft {
  // Section 4: measurement keys.
  private static final int GUEST_SVN = 1;
  private static final int FAMILY_ID = 3;
  private static final int IMAGE_ID = 4;
  private static final int VMPL = 5;
  private static final int MEASUREMENT = 641;
  private static final int HOST_DATA = 642;
  private static final int ID_KEY = 643;
  private static final int AUTHOR_KEY = 644;
  private static final int SHA_384 = 7;
  private static final int SHA_384_LENGTH = 48;
  private static final List<String> NEEDED =
      List.of(
          "product", "chip", "minimumTcb", "idKey", "measurement", "hostData", "nonce", "userData");

  private SnpDraft() {}

  static CorimPolicy of(Corim corim, Corim.Reference reference) throws ResultException {
    Map<Integer, Corim.Value> values = reference.values();
    PolicyDraft draft = new PolicyDraft("sev-snp", corim, NEEDED);
    Optional<Bytes> measurement = digest(values, MEASUREMENT);
    if (measurement.filter(Bytes::isAllZero).isPresent()) {
      throw CorimReader.malformed("a measurement of zeros");
    }
    measurement.ifPresent(value -> draft.named("measurement", corim.id(), value));
    raw(values, HOST_DATA, 32).ifPresent(value -> draft.values("hostData", List.of(value)));
    stated(draft, "familyId", raw(values, FAMILY_ID, 16));
    stated(draft, "imageId", raw(values, IMAGE_ID, 16));
    stated(draft, "idKey", digest(values, ID_KEY));
    stated(draft, "authorKey", digest(values, AUTHOR_KEY));
    Corim.Value svn = values.get(GUEST_SVN);
    if (svn != null) {
      draft.least("guestSvn", leastSvn(svn));
    }
    // Profiles don't say in which order the bytes stand, so only zero is sure; policies that say
    // nothing accept no other.
    if (raw(values, VMPL, 4).filter(Bytes::isAllZero).isPresent()) {
      draft.numbers("vmpl", List.of(0L));
    }
    return draft.finish();
  }

  /// Zeros stand for no value, which policies can't require.
  private static void stated(PolicyDraft draft, String member, Optional<Bytes> value) {
    value
        .filter(bytes -> !bytes.isAllZero())
        .ifPresent(bytes -> draft.values(member, List.of(bytes)));
  }

  /// Policies say which number is the least, and accept greater ones: an exact one can't be said.
  private static long leastSvn(Corim.Value value) throws ResultException {
    if (value instanceof Corim.Svn(long number, boolean least)
        && least
        && number >= 0
        && number <= Integer.MAX_VALUE) {
      return number;
    }
    throw CorimReader.notExpressible("measurement " + GUEST_SVN + " isn't the least of some SVNs");
  }

  private static Optional<Bytes> raw(Map<Integer, Corim.Value> values, int key, int length)
      throws ResultException {
    Corim.Value value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Corim.Raw(Bytes bytes) && bytes.length() == length) {
      return Optional.of(bytes);
    }
    throw CorimReader.malformed("measurement " + key + " isn't " + length + " raw bytes");
  }

  private static Optional<Bytes> digest(Map<Integer, Corim.Value> values, int key)
      throws ResultException {
    Corim.Value value = values.get(key);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof Corim.Digests(Map<Integer, Bytes> byAlgorithm)
        && byAlgorithm.size() == 1) {
      Bytes digest = byAlgorithm.getOrDefault(SHA_384, Bytes.EMPTY);
      if (digest.length() == SHA_384_LENGTH) {
        return Optional.of(digest);
      }
    }
    throw CorimReader.malformed("measurement " + key + " isn't one digest of SHA-384");
  }
}
