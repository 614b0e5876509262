// SPDX-License-Identifier: Apache-2.0
/// What process 1 of an enclave image does before anything else runs: there is no other init, no
/// shell and no other program inside.
@NullMarked
package dev.strongroom.enclave.runtime.machine;

import org.jspecify.annotations.NullMarked;
