// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.apple;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Challenge;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What an app was asked to have signed: the hash of its client data. The relying party says either
/// the hash (`userData`), or the one-time challenge whose SHA-256 it is (`nonce`), or both.
///
/// @param expected one or two, all of which have to fit
record ClientDataHash(List<Bytes> expected) {
  ClientDataHash {
    expected = List.copyOf(expected);
  }

  static ClientDataHash of(Challenge challenge) {
    Optional<Bytes> hashed = challenge.nonce().map(Sha256::of);
    return new ClientDataHash(
        Stream.concat(hashed.stream(), challenge.userData().stream()).toList());
  }

  /// What an attestation or assertion has to vouch for; empty if nothing is expected, or two things
  /// that differ.
  Optional<Bytes> nonce(AuthenticatorData data) {
    return expected.stream().distinct().count() == 1
        ? Optional.of(Sha256.of(data.encoded(), expected.getFirst()))
        : Optional.empty();
  }
}
