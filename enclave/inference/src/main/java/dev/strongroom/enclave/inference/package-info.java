// SPDX-License-Identifier: Apache-2.0
/// A gateway to models: takes requests that nobody else could read, has attested back ends answer
/// them, passes on what they say, and says what was done in the ledger (`docs/inference.md`).
@NullMarked
package dev.strongroom.enclave.inference;

import org.jspecify.annotations.NullMarked;
