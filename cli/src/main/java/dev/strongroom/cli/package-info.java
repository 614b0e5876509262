// SPDX-License-Identifier: Apache-2.0
/// The `strongroom` command: one class per verb, and how results are shown.
@NullMarked
package dev.strongroom.cli;

import org.jspecify.annotations.NullMarked;
