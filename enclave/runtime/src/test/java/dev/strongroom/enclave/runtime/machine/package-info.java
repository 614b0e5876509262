// SPDX-License-Identifier: Apache-2.0
@NullMarked
package dev.strongroom.enclave.runtime.machine;

import org.jspecify.annotations.NullMarked;
