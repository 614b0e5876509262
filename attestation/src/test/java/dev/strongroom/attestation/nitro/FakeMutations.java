// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.nitro;

import dev.strongroom.attestation.fixtures.FakeNitro;
import java.util.List;

/// Mutations of documents of a test PKI under its own pinned root. All signatures are valid unless
/// that is the point, so each mutation is caught by exactly the checks that it names.
public final class FakeMutations {
  private static List<Mutation> made = List.of();

  private FakeMutations() {}

  /// All of them; made once.
  public static synchronized List<Mutation> all() {
    if (made.isEmpty()) {
      FakeTable table = new FakeTable(FakeNitro.create());
      PathRules.addTo(table);
      CertificateRules.addTo(table);
      DocumentRules.addTo(table);
      PolicyRules.addTo(table);
      BindingRules.addTo(table);
      AgeRules.addTo(table);
      made = List.copyOf(table.mutations());
    }
    return made;
  }
}
