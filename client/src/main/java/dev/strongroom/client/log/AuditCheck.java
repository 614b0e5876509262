// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

/// What an audit looks at. The codes are stable; `docs/prove.md` says what each shows.
public enum AuditCheck {
  /// The log's key signed the checkpoint.
  LOG_SIGNATURE("log.signature"),
  /// Enough witnesses cosigned the checkpoint.
  WITNESS_QUORUM("witness.quorum"),
  /// An earlier checkpoint is of the same tree, shorter.
  CONSISTENCY("log.consistency"),
  /// All leaves are there.
  ENTRIES("log.entries"),
  /// Each leaf is of a known form.
  LEAF("log.leaf"),
  /// All tiles are there, and are those of the leaves.
  TILES("log.tiles"),
  /// The leaves' tree has the checkpoint's root.
  ROOT("log.root"),
  /// The log begins with an epoch, so that there is evidence for each entry; nothing but a recovery
  /// may be before it.
  EPOCH_FIRST("epoch.first"),
  /// A recovery is the first leaf of the log that it begins.
  RECOVERY("log.recovery"),
  /// Operators' statements about upgrades are signed, about this log, and follow one another.
  UPGRADE("log.upgrade"),
  /// The epoch's statement names this log, its key, the place where it is, and the root of the tree
  /// before it.
  EPOCH_STATEMENT("epoch.statement"),
  /// The epoch's evidence binds its statement and its key.
  EPOCH_BINDING("epoch.binding"),
  /// The epoch's evidence is genuine, and a policy accepts it.
  EPOCH_EVIDENCE("epoch.evidence"),
  /// The last epoch's key signed the checkpoint.
  EPOCH_SIGNATURE("epoch.signature");

  private final String code;

  AuditCheck(String code) {
    this.code = code;
  }

  /// The stable name.
  public String code() {
    return code;
  }
}
