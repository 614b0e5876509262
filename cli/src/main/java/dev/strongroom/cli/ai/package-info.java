// SPDX-License-Identifier: Apache-2.0
/// The local endpoint of `strongroom ai`.
@NullMarked
package dev.strongroom.cli.ai;

import org.jspecify.annotations.NullMarked;
