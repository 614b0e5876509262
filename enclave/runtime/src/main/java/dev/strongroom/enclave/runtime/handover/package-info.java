// SPDX-License-Identifier: Apache-2.0
/// The root secret from an enclave of the same deployment that runs already
/// (`docs/root-secret.md`): both verify the other's evidence, each under its own measured policy,
/// before it moves.
@NullMarked
package dev.strongroom.enclave.runtime.handover;

import org.jspecify.annotations.NullMarked;
