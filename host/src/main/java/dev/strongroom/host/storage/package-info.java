// SPDX-License-Identifier: Apache-2.0
/// The host's end of the storage protocol (`docs/storage-protocol.md`): [StorageServer] serves a
/// [dev.strongroom.host.store.KeyValueStore] over links of the wire.
///
/// Whoever can open a connection can read, replace and delete everything, as the enclave does; what
/// that gains is ciphertext, and a denial of service. So access to the socket is the access
/// control. What a connection sends is bounded in memory and can't break anything else.
@NullMarked
package dev.strongroom.host.storage;

import org.jspecify.annotations.NullMarked;
