// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.embedded;

import java.util.Optional;

/// How a text ended.
///
/// @param promptTokens that it went on from
/// @param tokens that were written
/// @param full whether there was no more room, or no more was wanted
/// @param stop the stop text that ended it
record Outcome(int promptTokens, int tokens, boolean full, Optional<String> stop) {}
