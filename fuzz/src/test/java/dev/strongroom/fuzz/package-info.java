// SPDX-License-Identifier: Apache-2.0
/// Hostile input for every reader: nothing but a verdict or the reader's own exception may come
/// out.
@NullMarked
package dev.strongroom.fuzz;

import org.jspecify.annotations.NullMarked;
