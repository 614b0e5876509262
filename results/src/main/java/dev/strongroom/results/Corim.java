// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Reference values of a CoRIM (draft-ietf-rats-corim-10). Who says so is known only if it was
/// signed and read with keys.
///
/// @param id its tag or UUID, for people
/// @param profile which says what measurement keys mean
/// @param signed whether a key that was given signed it
/// @param references one for each reference triple, in order
/// @param trustAnchors how many keys and certificates it names; none of them is trusted for that
public record Corim(
    String id, String profile, boolean signed, List<Reference> references, int trustAnchors) {

  /// The profile of SEV-SNP (draft-deeglaze-amd-sev-snp-corim-profile-02).
  public static final String SEV_SNP = "tag:amd.com,2024:snp-corim-profile";

  /// What one environment is expected to measure.
  ///
  /// @param instance which environment; empty for all of its class
  /// @param values by measurement key
  public record Reference(Optional<Bytes> instance, Map<Integer, Value> values) {
    /// Copies the map.
    public Reference {
      values = Map.copyOf(values);
    }
  }

  /// A measurement's value.
  public sealed interface Value {}

  /// Digests of the same thing.
  ///
  /// @param byAlgorithm by number in IANA's registry of named information; 7 is SHA-384
  public record Digests(Map<Integer, Bytes> byAlgorithm) implements Value {
    /// Copies the map.
    public Digests {
      byAlgorithm = Map.copyOf(byAlgorithm);
    }
  }

  /// A security version.
  ///
  /// @param number unsigned, 64 bits
  /// @param least whether a greater one is as good
  public record Svn(long number, boolean least) implements Value {}

  /// Bytes as they are.
  public record Raw(Bytes bytes) implements Value {}

  /// A version, as text.
  public record Version(String text) implements Value {}

  /// Copies the list.
  public Corim {
    references = List.copyOf(references);
  }
}
