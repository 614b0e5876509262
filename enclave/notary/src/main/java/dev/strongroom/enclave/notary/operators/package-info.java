// SPDX-License-Identifier: Apache-2.0
/// The operators whom the measured configuration lets decide about the log.
@NullMarked
package dev.strongroom.enclave.notary.operators;

import org.jspecify.annotations.NullMarked;
