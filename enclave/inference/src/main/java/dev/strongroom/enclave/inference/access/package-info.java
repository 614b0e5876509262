// SPDX-License-Identifier: Apache-2.0
/// Who may ask, and for how much: keys that administrators give out, their limits, and what was
/// used (`docs/inference-keys.md`).
@NullMarked
package dev.strongroom.enclave.inference.access;

import org.jspecify.annotations.NullMarked;
