// SPDX-License-Identifier: Apache-2.0
/// One thread that puts entries in order.
@NullMarked
package dev.strongroom.enclave.notary.sequence;

import org.jspecify.annotations.NullMarked;
