// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.log;

import dev.strongroom.ledger.operators.StatementEntry;
import dev.strongroom.ledger.upgrade.UpgradeStatement;

/// What operators said of an upgrade, in a log that was audited. Their signatures are good; whose
/// keys they are, the measured configuration of the enclave that entered it says.
///
/// @param index of its leaf
/// @param entry that says it
/// @param asked how many heirs asked because of it, if it is an approval
public record AuditedUpgrade(long index, StatementEntry<UpgradeStatement> entry, long asked) {}
