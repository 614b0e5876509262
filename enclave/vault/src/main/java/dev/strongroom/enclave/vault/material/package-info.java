// SPDX-License-Identifier: Apache-2.0
/// Private keys of the vault: how they are born and taken in, what they do, and the forms in which
/// they leave the enclave's memory. Who may use which is decided elsewhere.
@NullMarked
package dev.strongroom.enclave.vault.material;

import org.jspecify.annotations.NullMarked;
