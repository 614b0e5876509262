// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.json.JsonNode;
import java.time.Instant;

/// What a vault says of itself.
///
/// @param epoch of this boot: requests are signed for it
/// @param simulated whether the enclave is a simulated one
/// @param log the verifier key of its log, as text
/// @param time by its clock
/// @param people how it knows people: `passkeys`, `oidc`, `telegram`, as far as they are set up
public record VaultInfo(
    String epoch, boolean simulated, String log, Instant time, JsonNode people) {}
