// SPDX-License-Identifier: Apache-2.0
/// `strongroom ai` in front of a simulated enclave, asked by other people's clients.
@NullMarked
package dev.strongroom.integration.ai;

import org.jspecify.annotations.NullMarked;
