// SPDX-License-Identifier: Apache-2.0
/// What a service counts, and its host shows to whoever watches it: declared before the first
/// request, coarse, and late (`docs/control.md`).
@NullMarked
package dev.strongroom.enclave.runtime.figures;

import org.jspecify.annotations.NullMarked;
