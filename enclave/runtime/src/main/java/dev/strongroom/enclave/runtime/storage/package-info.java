// SPDX-License-Identifier: Apache-2.0
/// The enclave's end of the storage protocol (`docs/storage-protocol.md`): [StorageClient] keeps
/// bytes in the host's key/value store.
///
/// The host is hostile. What it sends is read with limits and checked for shape; anything else ends
/// the connection with a [StorageFailure.MalformedAnswer]. What it says may still be a lie: callers
/// seal what they store, recognise what they get back, and learn from witnesses, not from here,
/// whether it is the latest.
@NullMarked
package dev.strongroom.enclave.runtime.storage;

import org.jspecify.annotations.NullMarked;
