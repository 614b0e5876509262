// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import dev.strongroom.attestation.json.JsonNode;

/// Something that waits for approvals.
///
/// @param act such as `sign`
/// @param caller who asked, as `KIND:NAME`
/// @param approvals who may approve, and who has
/// @param shown what approvers have to see
public record KeyProposal(String act, String caller, Approvals approvals, JsonNode shown) {}
