// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.snp.verification;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// What is there to verify a report with, each once: first what the relying party has itself.
///
/// @param certificates DER, in any order
/// @param lists revocation lists, DER
record Given(List<Bytes> certificates, List<Bytes> lists) {

  static Given of(Endorsements endorsements, Endorsements brought) {
    return new Given(
        both(endorsements, brought, Endorsements.Type.CERTIFICATE),
        both(endorsements, brought, Endorsements.Type.REVOCATION_LIST));
  }

  private static List<Bytes> both(
      Endorsements endorsements, Endorsements brought, Endorsements.Type type) {
    Set<Bytes> all = new LinkedHashSet<>(endorsements.of(type));
    all.addAll(brought.of(type));
    return List.copyOf(all);
  }
}
