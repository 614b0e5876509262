// SPDX-License-Identifier: Apache-2.0
/// Evidence of people's phones: what it is, who vouches for it, and whether a policy accepts it.
@NullMarked
package dev.strongroom.handheld;

import org.jspecify.annotations.NullMarked;
