// SPDX-License-Identifier: Apache-2.0
/// Threats answered: a quote by a key that no hardware vouched for, an old quote, registers that
/// nobody quoted.
@NullMarked
package dev.strongroom.attestation.azure.verification;

import org.jspecify.annotations.NullMarked;
