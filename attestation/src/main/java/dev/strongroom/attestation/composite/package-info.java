// SPDX-License-Identifier: Apache-2.0
/// Evidence of a machine and of the devices in it, bound to one another:
/// `docs/composite-evidence.md`.
///
/// Threat answered: genuine evidence of a GPU in another machine, put beside that of a machine
/// without one. Equal nonces alone don't answer it.
@NullMarked
package dev.strongroom.attestation.composite;

import org.jspecify.annotations.NullMarked;
