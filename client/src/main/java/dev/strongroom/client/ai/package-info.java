// SPDX-License-Identifier: Apache-2.0
/// Models behind a gateway in an enclave: nothing is sent before the gateway was verified, and an
/// answer that was cut short is an error (`docs/ai.md`).
@NullMarked
package dev.strongroom.client.ai;

import org.jspecify.annotations.NullMarked;
