// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.routing;

import dev.strongroom.enclave.inference.backend.BackendException;
import java.time.Instant;

/// Why a back end isn't asked for now.
///
/// @param problem of its last failure
/// @param words the same for people
/// @param since the first failure of those that followed one another
/// @param again when it is tried again
/// @param failures how many followed one another
public record Out(
    BackendException.Problem problem, String words, Instant since, Instant again, int failures) {}
