// SPDX-License-Identifier: Apache-2.0
/// Why two enclave images differ: which section, which file, which bytes, and which PCRs show it.
@NullMarked
package dev.strongroom.image.compare;

import org.jspecify.annotations.NullMarked;
