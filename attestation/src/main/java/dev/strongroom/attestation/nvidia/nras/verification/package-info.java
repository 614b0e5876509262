// SPDX-License-Identifier: Apache-2.0
/// Whether NVIDIA's service signed an answer, by keys that were given, and apart from that whether
/// a policy accepts it.
@NullMarked
package dev.strongroom.attestation.nvidia.nras.verification;

import org.jspecify.annotations.NullMarked;
