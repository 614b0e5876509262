// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// What a key may do: a decoded request, what was used so far and the time in; a decision out. No
/// secrets, no network, no clock of its own.
@NullMarked
module dev.strongroom.policy {
  requires static org.jspecify;
  requires transitive dev.strongroom.attestation;
  requires dev.strongroom.cel;
  requires transitive dev.strongroom.chain;
  requires dev.strongroom.ledger;
  requires org.bouncycastle.provider;

  exports dev.strongroom.policy;
}
