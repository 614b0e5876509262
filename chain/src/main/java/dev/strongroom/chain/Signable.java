// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain;

import dev.strongroom.attestation.Bytes;
import java.util.List;

/// Something that a key is asked to sign, decoded strictly: what was read is all that there is.
/// Immutable.
public interface Signable {
  /// What it is.
  Form form();

  /// The request as policies see it, if this key is asked.
  ///
  /// @throws UndecodableException if the key has nothing to do with it
  Facts facts(PublicKey key) throws UndecodableException;

  /// What the key is to sign, in order; at least one.
  ///
  /// @throws UndecodableException if the key has nothing to do with it
  List<SigningItem> toSign(PublicKey key) throws UndecodableException;

  /// Puts the signatures where they belong. Whether they are the key's is for who made them to make
  /// sure.
  ///
  /// @param signatures one for each item of [#toSign], in their order
  Signed signed(PublicKey key, List<Bytes> signatures) throws UndecodableException;
}
