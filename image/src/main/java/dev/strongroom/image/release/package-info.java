// SPDX-License-Identifier: Apache-2.0
/// Releases of images (docs/release.md): who says from which source an image was built, in the
/// formats of in-toto, SLSA and DSSE; the policy that follows from it, and whether it can be built
/// again.
@NullMarked
package dev.strongroom.image.release;

import org.jspecify.annotations.NullMarked;
