// SPDX-License-Identifier: Apache-2.0
/// What was entered about one key or one owner, in order: the ledger is the truth, a state is what
/// follows from it.
@NullMarked
package dev.strongroom.enclave.vault.dossier;

import org.jspecify.annotations.NullMarked;
