// SPDX-License-Identifier: Apache-2.0
/// Evidence of NVIDIA's GPUs in this machine, by NVML, its management library: see
/// `docs/gpu-device.md`.
///
/// [NvidiaGpus] asks them, [MachineWithGpus] binds what they say to the machine's own evidence.
@NullMarked
package dev.strongroom.enclave.runtime.gpu;

import org.jspecify.annotations.NullMarked;
