// SPDX-License-Identifier: Apache-2.0
/// What the vault costs: signatures per second with all that is around them, and many keys.
@NullMarked
package dev.strongroom.bench.vault;

import org.jspecify.annotations.NullMarked;
