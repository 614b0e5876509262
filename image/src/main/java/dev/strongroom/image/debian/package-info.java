// SPDX-License-Identifier: Apache-2.0
/// Debian's packages and their archive, read strictly and without any of Debian's own programs.
@NullMarked
package dev.strongroom.image.debian;

import org.jspecify.annotations.NullMarked;
