// SPDX-License-Identifier: Apache-2.0
/// Models that run in this process.
@NullMarked
package dev.strongroom.enclave.inference.engine;

import org.jspecify.annotations.NullMarked;
