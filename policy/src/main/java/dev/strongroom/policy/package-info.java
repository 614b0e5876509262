// SPDX-License-Identifier: Apache-2.0
/// Policies of keys.
@NullMarked
package dev.strongroom.policy;

import org.jspecify.annotations.NullMarked;
