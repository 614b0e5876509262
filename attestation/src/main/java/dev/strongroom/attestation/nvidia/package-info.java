// SPDX-License-Identifier: Apache-2.0
/// Evidence of NVIDIA's GPUs and NVSwitches: SPDM measurements, signed by the device.
///
/// Threat answered: a device that isn't NVIDIA's, runs other firmware than NVIDIA released, or is
/// part of a set whose other parts nobody looked at. Not answered: which machine a device serves;
/// it doesn't know.
@NullMarked
package dev.strongroom.attestation.nvidia;

import org.jspecify.annotations.NullMarked;
