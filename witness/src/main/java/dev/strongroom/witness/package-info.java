// SPDX-License-Identifier: Apache-2.0
/// What a witness decides, and what it needs for that: keys, a list of logs, a store, a clock.
@NullMarked
package dev.strongroom.witness;

import org.jspecify.annotations.NullMarked;
