// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.storage;

import dev.strongroom.enclave.runtime.keys.Secret;

/// One compare-and-set of several.
///
/// @param name what to set
/// @param expected its current version, or [Storage#ABSENT]
/// @param value what to set it to; stays the caller's
public record SealedPut(Name name, long expected, Secret value) {}
