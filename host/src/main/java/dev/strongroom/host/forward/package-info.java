// SPDX-License-Identifier: Apache-2.0
/// Carries bytes between the network and the enclave. TLS ends inside the enclave, so the host sees
/// ciphertext, sizes and times.
@NullMarked
package dev.strongroom.host.forward;

import org.jspecify.annotations.NullMarked;
