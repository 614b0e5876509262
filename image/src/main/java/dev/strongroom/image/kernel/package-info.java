// SPDX-License-Identifier: Apache-2.0
/// The kernel of an image: built from Debian's source so that everybody gets the same bytes; any
/// other one recognised, and asked whether it can do what an enclave needs.
@NullMarked
package dev.strongroom.image.kernel;

import org.jspecify.annotations.NullMarked;
