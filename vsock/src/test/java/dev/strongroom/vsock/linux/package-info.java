// SPDX-License-Identifier: Apache-2.0
/// Tests of what depends on the kernel's binary interface.
@NullMarked
package dev.strongroom.vsock.linux;

import org.jspecify.annotations.NullMarked;
