// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.gpu;

/// What the driver says of a GPU. It isn't signed: for logs, never for deciding.
///
/// @param uuid such as `GPU-` and a UUID
/// @param architecture its generation
/// @param vbiosVersion such as `96.00.9F.00.01`
/// @param driverVersion such as `550.90.07`, the same for all
public record GpuDescription(
    String uuid, NvmlArchitecture architecture, String vbiosVersion, String driverVersion) {}
