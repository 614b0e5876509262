// SPDX-License-Identifier: Apache-2.0
/// Tests against a configfs in memory, and of the system calls on ordinary files.
@NullMarked
package dev.strongroom.enclave.runtime.tsm;

import org.jspecify.annotations.NullMarked;
