// SPDX-License-Identifier: Apache-2.0
/// Structures of the TPM 2.0 Library Specification (TCG), part 2, as far as quotes need them.
@NullMarked
package dev.strongroom.attestation.tpm;

import org.jspecify.annotations.NullMarked;
