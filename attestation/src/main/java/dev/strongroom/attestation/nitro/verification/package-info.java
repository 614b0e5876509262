// SPDX-License-Identifier: Apache-2.0
/// Whether a Nitro document is genuine, and apart from it whether a policy accepts it.
@NullMarked
package dev.strongroom.attestation.nitro.verification;

import org.jspecify.annotations.NullMarked;
