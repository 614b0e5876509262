// SPDX-License-Identifier: Apache-2.0
/// How a deployment goes over to another image in the open (`docs/upgrades.md`): what operators
/// announce and approve, and the log's entries that say so.
@NullMarked
package dev.strongroom.ledger.upgrade;

import org.jspecify.annotations.NullMarked;
