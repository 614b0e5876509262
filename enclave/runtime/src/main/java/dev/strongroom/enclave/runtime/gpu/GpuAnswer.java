// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.gpu;

import dev.strongroom.attestation.Bytes;

/// What a GPU answered, as the library gave it.
///
/// @param report the signed report, 1 to 8,192 bytes
/// @param chain its certificates, PEM, leaf first, 1 to 5,120 bytes
record GpuAnswer(GpuDescription description, Bytes report, Bytes chain) {}
