// SPDX-License-Identifier: Apache-2.0
/// What images cost: to measure, to write.
@NullMarked
package dev.strongroom.bench.image;

import org.jspecify.annotations.NullMarked;
