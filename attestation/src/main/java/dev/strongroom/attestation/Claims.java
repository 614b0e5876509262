// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation;

import dev.strongroom.attestation.azure.AzureClaims;
import dev.strongroom.attestation.composite.CompositeClaims;
import dev.strongroom.attestation.dcap.QuoteClaims;
import dev.strongroom.attestation.nitro.NitroClaims;
import dev.strongroom.attestation.nvidia.NvidiaClaims;
import dev.strongroom.attestation.nvidia.nras.NrasClaims;
import dev.strongroom.attestation.snp.SnpClaims;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;

/// Claims (RFC 9334, section 2) common to all kinds of evidence. On their own they prove nothing:
/// what was verified comes as [Verified].
public sealed interface Claims
    permits NitroClaims,
        SnpClaims,
        AzureClaims,
        QuoteClaims,
        NvidiaClaims,
        NrasClaims,
        CompositeClaims {

  /// What the evidence speaks for.
  EvidenceKind kind();

  /// Digests of what runs, by register name (`pcr0` …).
  SortedMap<String, Bytes> measurements();

  /// Whether whoever runs the host can look inside.
  boolean debug();

  /// The key that the environment asked to be bound; empty if none.
  Optional<Bytes> publicKey();

  /// What the environment asked to be bound besides; the environment may have put anything there.
  Optional<Bytes> userData();

  /// The relying party's nonce as the environment passed it on.
  Optional<Bytes> nonce();

  /// When the evidence says that it was made; empty where it states no time.
  Optional<Instant> time();

  /// Which machine it was made on (for Nitro the EC2 instance id).
  String instance();

  /// What else it says, by stable names, for people and for JSON.
  default SortedMap<String, String> details() {
    return Collections.emptySortedMap();
  }

  /// Whether the root is one of a simulated device, which protects nothing.
  boolean simulated();
}
