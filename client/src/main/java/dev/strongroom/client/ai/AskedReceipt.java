// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.ai;

import dev.strongroom.attestation.Bytes;
import java.time.Instant;
import java.util.Optional;

/// An answer for which a receipt was asked.
///
/// @param id what the gateway calls the request; empty if it named it nothing
/// @param salt 32 bytes, which only this side and the gateway know: without it digests in the log
///   can be compared with nothing
/// @param request as it was sent, padding included
/// @param status of the answer
/// @param at when the answer began
/// @param by who answered
public record AskedReceipt(
    Optional<String> id,
    Bytes salt,
    ModelRequest request,
    int status,
    Instant at,
    VerifiedGateway by) {}
