// SPDX-License-Identifier: Apache-2.0
/// How a verdict comes together, check by check.
@NullMarked
package dev.strongroom.attestation.checks;

import org.jspecify.annotations.NullMarked;
