// SPDX-License-Identifier: Apache-2.0
/// The measured claims. Every figure is printed beside its baseline, taken in the same run.
@NullMarked
package dev.strongroom.bench;

import org.jspecify.annotations.NullMarked;
