// SPDX-License-Identifier: Apache-2.0
/// Forged phones, and what is found of them.
@NullMarked
package dev.strongroom.handheld;

import org.jspecify.annotations.NullMarked;
