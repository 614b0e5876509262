// SPDX-License-Identifier: Apache-2.0
/// CEL as policies speak it: what a request looks like, which functions there are, what an
/// evaluation may cost.
@NullMarked
package dev.strongroom.policy.expression;

import org.jspecify.annotations.NullMarked;
