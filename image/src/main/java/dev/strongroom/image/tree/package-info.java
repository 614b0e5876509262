// SPDX-License-Identifier: Apache-2.0
/// Files as they are inside an image: paths, modes and contents; no owner, no time, no order.
@NullMarked
package dev.strongroom.image.tree;

import org.jspecify.annotations.NullMarked;
