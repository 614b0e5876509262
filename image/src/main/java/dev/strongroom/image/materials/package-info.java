// SPDX-License-Identifier: Apache-2.0
/// What an image is made of: every package, jar and file inside, whose it is, and why it is there.
@NullMarked
package dev.strongroom.image.materials;

import org.jspecify.annotations.NullMarked;
