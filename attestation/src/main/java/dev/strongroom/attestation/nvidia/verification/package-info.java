// SPDX-License-Identifier: Apache-2.0
/// Whether evidence of NVIDIA's devices is genuine, what NVIDIA says of their firmware, and apart
/// from both whether a policy accepts it.
@NullMarked
package dev.strongroom.attestation.nvidia.verification;

import org.jspecify.annotations.NullMarked;
