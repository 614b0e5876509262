// SPDX-License-Identifier: Apache-2.0
/// The log's tree in memory: its right edge, and tiles that were read lately.
@NullMarked
package dev.strongroom.enclave.notary.tree;

import org.jspecify.annotations.NullMarked;
