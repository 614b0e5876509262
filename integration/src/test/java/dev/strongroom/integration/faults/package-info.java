// SPDX-License-Identifier: Apache-2.0
/// What goes wrong around the ledger: processes killed, stores put back, disks full, witnesses that
/// lie (`docs/notary.md`, "When things go wrong").
@NullMarked
package dev.strongroom.integration.faults;

import org.jspecify.annotations.NullMarked;
