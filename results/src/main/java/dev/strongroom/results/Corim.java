// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.results;

import dev.strongroom.attestation.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Reference values of a CoRIM (draft-ietf-rats-corim-10). Who says so is known only if it was
/// signed and read with keys.
///
/// @param id its tag or UUID, for people
/// @param profile which says what measurement keys mean: a URI, or an OID's contents in hexadecimal
///   digits
/// @param signed whether a key that was given signed it
/// @param references one for each reference triple, in order
/// @param trustAnchors how many keys and certificates it names; none of them is trusted for that
public record Corim(
    String id, String profile, boolean signed, List<Reference> references, int trustAnchors) {

  /// The profile of SEV-SNP (draft-deeglaze-amd-sev-snp-corim-profile-02).
  public static final String SEV_SNP = "tag:amd.com,2024:snp-corim-profile";

  /// Intel's profile (draft-cds-rats-intel-corim-profile-06, 4.1): OID 2.16.840.1.113741.1.16.1.
  public static final String INTEL = "6086480186f84d011001";

  /// What one environment is expected to measure.
  ///
  /// @param classId contents of the OID of its class; empty if that has none
  /// @param instance which environment; empty for all of its class
  /// @param values by measurement key; of Intel's profile by code point, which is negative
  public record Reference(
      Optional<Bytes> classId, Optional<Bytes> instance, Map<Integer, Value> values) {
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

  /// A name.
  public record Text(String text) implements Value {}

  /// A number within bounds, both of which belong to it.
  ///
  /// @param least empty for none
  /// @param most empty for none
  public record Range(OptionalLong least, OptionalLong most) implements Value {}

  /// What some bits of a field are.
  ///
  /// @param value of the same length as the mask
  /// @param mask bits that are compared
  public record Masked(Bytes value, Bytes mask) implements Value {}

  /// How what was measured has to be related to a set.
  public enum Relation {
    /// The same set.
    EQUAL,
    /// One of its members.
    MEMBER,
    /// None of its members.
    NOT_MEMBER
  }

  /// A digest.
  ///
  /// @param algorithm number in IANA's registry of named information
  public record Digest(int algorithm, Bytes value) {}

  /// A digest, or several.
  public record DigestSet(Relation relation, List<Digest> digests) implements Value {
    /// Copies the list.
    public DigestSet {
      digests = List.copyOf(digests);
    }
  }

  /// Names.
  public record TextSet(Relation relation, List<String> texts) implements Value {
    /// Copies the list.
    public TextSet {
      texts = List.copyOf(texts);
    }
  }

  /// Copies the list.
  public Corim {
    references = List.copyOf(references);
  }
}
