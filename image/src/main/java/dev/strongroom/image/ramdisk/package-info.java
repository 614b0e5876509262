// SPDX-License-Identifier: Apache-2.0
/// The files that a kernel starts with: cpio archives (newc), plain or compressed.
@NullMarked
package dev.strongroom.image.ramdisk;

import org.jspecify.annotations.NullMarked;
