// SPDX-License-Identifier: Apache-2.0
/// What may depend on what, what may enter the enclave, and what no module may do.
@NullMarked
package dev.strongroom.rules;

import org.jspecify.annotations.NullMarked;
