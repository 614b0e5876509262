// SPDX-License-Identifier: Apache-2.0
/// What dossiers of keys and of owners hold.
@NullMarked
package dev.strongroom.enclave.vault.key;

import org.jspecify.annotations.NullMarked;
