// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.json.JsonNode;
import java.time.Instant;

/// A key that may ask in somebody's name for a while.
///
/// @param publicKey its own, as `CURVE:HEX`
/// @param principal in whose name, as `KIND:NAME`
/// @param expires when it ends
/// @param revoked whether it was ended before
/// @param scope what it may
public record KeySession(
    String publicKey, String principal, Instant expires, boolean revoked, JsonNode scope) {}
