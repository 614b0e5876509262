// SPDX-License-Identifier: Apache-2.0
/// Who signed an image: PCR8. Verified by rebuilding what was signed; made with keys in files and
/// tokens, or wherever a [dev.strongroom.image.signature.SigningKey] leads to.
@NullMarked
package dev.strongroom.image.signature;

import org.jspecify.annotations.NullMarked;
