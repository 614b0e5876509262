// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.Bytes;
import java.time.Instant;

/// Where a key can be sent to, once.
///
/// @param recipient an X25519 key of the vault's, 32 bytes
/// @param until when it ends
public record ImportSlot(Bytes recipient, Instant until) {}
