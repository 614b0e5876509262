// SPDX-License-Identifier: Apache-2.0
/// The notary: puts entries in order, makes them durable, has them cosigned, and hands out receipts
/// (`docs/notary.md`).
///
/// ```
/// enter ─► queue ─► Sequencer: tree, store (compare-and-set) ─► Cosigner: signatures, witnesses ─► receipts
/// ```
///
/// Threats answered: a host that shows an old store, or runs two enclaves (witnesses notice before
/// anything is answered), and one that changes the store (the head is sealed, and everything else
/// hangs on its root).
@NullMarked
package dev.strongroom.enclave.notary;

import org.jspecify.annotations.NullMarked;
