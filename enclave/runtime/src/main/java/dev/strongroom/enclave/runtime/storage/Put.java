// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.attestation.Bytes;

/// One compare-and-set of several.
///
/// @param key what to set
/// @param expected its current version, or [Storage#ABSENT]
/// @param value what to set it to, sealed
public record Put(Bytes key, long expected, Bytes value) {}
