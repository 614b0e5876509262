// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import dev.strongroom.attestation.fixtures.NitroVector;
import dev.strongroom.attestation.fixtures.Vectors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Mutations of genuine documents under AWS's root. Their signatures can't be made anew, so most
/// changes break the signature too; the check that is meant to catch them must be among the
/// failures.
public final class GenuineMutations {
  private static List<Mutation> made = List.of();

  private GenuineMutations() {}

  /// Mutations of one document of each layout: payload map of definite and of indefinite length.
  /// Aborts the calling test where there are no samples.
  public static synchronized List<Mutation> all() throws Exception {
    if (made.isEmpty()) {
      Vectors vectors = Vectors.orAbort();
      NitroDocument definite = newest(vectors, true);
      NitroDocument indefinite = newest(vectors, false);
      List<Mutation> all = new ArrayList<>(of("definite", definite, indefinite));
      all.addAll(of("indefinite", indefinite, definite));
      made = List.copyOf(all);
    }
    return made;
  }

  private static NitroDocument newest(Vectors vectors, boolean definite) throws Exception {
    return NitroDocument.parse(
        vectors.nitro(vector -> vector.production() && vector.definite() == definite).stream()
            .max(Comparator.comparing(NitroVector::timestamp))
            .orElseThrow()
            .encoded());
  }

  private static List<Mutation> of(String prefix, NitroDocument document, NitroDocument other)
      throws Exception {
    GenuineTable table = new GenuineTable(prefix, document);
    table.change("unchanged", Expectation.accepted(), _ -> {});
    ContentMutations.addTo(table);
    EncodingMutations.addTo(table);
    TypeMutations.addTo(table);
    LimitMutations.addTo(table);
    EnvelopeMutations.addTo(table);
    ChainMutations.addTo(table, other);
    ForgedMutations.addTo(table);
    return table.mutations();
  }
}
