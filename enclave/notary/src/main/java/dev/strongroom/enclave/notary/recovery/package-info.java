// SPDX-License-Identifier: Apache-2.0
/// Whether operators may let a log that lost entries go on as the next generation
/// (`docs/recovery.md`).
@NullMarked
package dev.strongroom.enclave.notary.recovery;

import org.jspecify.annotations.NullMarked;
