// SPDX-License-Identifier: Apache-2.0
/// Tests of the sockets: over address families that every machine has, over a kernel of our own
/// that fails on demand, and as far as the machine has them over vsocks.
@NullMarked
package dev.strongroom.vsock;

import org.jspecify.annotations.NullMarked;
