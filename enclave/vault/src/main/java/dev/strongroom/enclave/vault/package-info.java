// SPDX-License-Identifier: Apache-2.0
/// The vault: who asks, what they may do, and doing it.
@NullMarked
package dev.strongroom.enclave.vault;

import org.jspecify.annotations.NullMarked;
