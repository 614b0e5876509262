// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Formats and verification of what a ledger gives out: receipts, checkpoints, cosignatures, tiles.
/// Bytes, a policy and a clock in; a verdict out. No network, no global state.
@NullMarked
module dev.strongroom.ledger {
  requires static org.jspecify;
  requires transitive dev.strongroom.attestation;
  requires org.bouncycastle.pkix;
  requires org.bouncycastle.provider;
  requires tools.jackson.core;

  exports dev.strongroom.ledger;
  exports dev.strongroom.ledger.answer;
  exports dev.strongroom.ledger.bitgraph;
  exports dev.strongroom.ledger.consistency;
  exports dev.strongroom.ledger.cose;
  exports dev.strongroom.ledger.entry;
  exports dev.strongroom.ledger.inference;
  exports dev.strongroom.ledger.merkle;
  exports dev.strongroom.ledger.note;
  exports dev.strongroom.ledger.operators;
  exports dev.strongroom.ledger.policy;
  exports dev.strongroom.ledger.proof;
  exports dev.strongroom.ledger.receipt;
  exports dev.strongroom.ledger.recovery;
  exports dev.strongroom.ledger.tile;
  exports dev.strongroom.ledger.timestamp;
  exports dev.strongroom.ledger.upgrade;
  exports dev.strongroom.ledger.verification;
  exports dev.strongroom.ledger.witness;
}
