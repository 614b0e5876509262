// SPDX-License-Identifier: Apache-2.0
/// Tests of the enclave's end of the wire.
@NullMarked
package dev.strongroom.enclave.runtime.wire;

import org.jspecify.annotations.NullMarked;
