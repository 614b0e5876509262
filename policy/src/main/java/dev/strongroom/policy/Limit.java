// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import dev.strongroom.policy.expression.Expression;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Optional;

/// How much of something a rule allows in a while.
///
/// @param name unique in its policy
/// @param measure what a request uses up; a request counts 1 if there is none
/// @param most how much in all
/// @param within the window that slides along; empty for ever
/// @param per what is counted apart
record Limit(
    String name,
    Optional<Expression> measure,
    BigInteger most,
    Optional<Duration> within,
    Optional<Expression> per) {}
