// SPDX-License-Identifier: Apache-2.0
/// From an application and pinned inputs to an enclave image (docs/image.md): project file, base
/// ramdisk, application ramdisk, image.
@NullMarked
package dev.strongroom.image.build;

import org.jspecify.annotations.NullMarked;
