// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.store;

import dev.strongroom.attestation.Bytes;

/// One row of a page.
///
/// @param key whose value it is
/// @param version at least 1
/// @param value what was put
public record Entry(Bytes key, long version, Bytes value) {}
