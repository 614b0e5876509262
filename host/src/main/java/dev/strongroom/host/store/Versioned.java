// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import dev.strongroom.attestation.Bytes;

/// A value and the version to name when replacing it.
///
/// @param version at least 1
/// @param value what was put
public record Versioned(long version, Bytes value) {}
