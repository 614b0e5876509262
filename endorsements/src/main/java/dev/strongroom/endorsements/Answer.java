// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.endorsements;

import dev.strongroom.attestation.Bytes;
import java.util.Optional;

/// What a service answered with status 200.
///
/// @param body exactly as it came
/// @param chain a chain of certificates that Intel's services send in a header, as it came
public record Answer(Bytes body, Optional<String> chain) {}
