// SPDX-License-Identifier: Apache-2.0
/// What every part of the library is made of.
@NullMarked
package dev.strongroom.image;

import org.jspecify.annotations.NullMarked;
