// SPDX-License-Identifier: Apache-2.0
/// What the measured configuration says to the gateway (`docs/inference.md`).
@NullMarked
package dev.strongroom.enclave.inference.settings;

import org.jspecify.annotations.NullMarked;
