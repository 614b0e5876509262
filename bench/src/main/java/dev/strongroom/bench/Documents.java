// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.fixtures.FakeNitro;
import dev.strongroom.attestation.fixtures.NitroVector;
import dev.strongroom.attestation.fixtures.Vectors;
import dev.strongroom.attestation.nitro.NitroPolicy;
import java.util.List;
import java.util.Optional;

/// Distinct documents to measure with: genuine ones where the vectors are at hand, else ones of a
/// simulated vendor of the same shape.
///
/// @param encoded all accepted as genuine under `anchors`
/// @param source what they are, for the report
record Documents(List<Bytes> encoded, List<TrustAnchor> anchors, String source) {
  private static final int SIMULATED = 64;

  static Documents load() {
    Optional<Vectors> vectors = Vectors.find();
    if (vectors.isPresent()) {
      List<Bytes> genuine =
          vectors.get().nitro(vector -> vector.kind().equals("genuine")).stream()
              .map(NitroVector::encoded)
              .toList();
      return new Documents(
          genuine,
          List.of(NitroPolicy.AWS_ROOT_G1),
          genuine.size() + " distinct genuine documents, each with a path of its own");
    }
    FakeNitro vendor = FakeNitro.create();
    return new Documents(
        vendor.distinctChains(SIMULATED),
        List.of(vendor.simulatedAnchor()),
        SIMULATED + " distinct SIMULATED documents (no vectors here), each with a path of its own");
  }
}
