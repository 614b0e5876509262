// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.sequence;

import dev.strongroom.attestation.Bytes;

/// A request that is entered once, however often it is sent.
///
/// @param key that the client chose
/// @param request SHA-256 of what it asks for
public record OnceKey(Bytes key, Bytes request) {}
