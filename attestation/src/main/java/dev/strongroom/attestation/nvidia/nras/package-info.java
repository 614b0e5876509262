// SPDX-License-Identifier: Apache-2.0
/// Answers of NVIDIA's remote attestation service: attestation results (RFC 9334, section 2), which
/// are worth what the service is trusted with. They are read and appraised like evidence, which
/// they aren't: a device's own says more.
///
/// Threat answered: an unsigned answer, one signed by a key that nobody gave, tokens of devices
/// that were exchanged, and old answers.
@NullMarked
package dev.strongroom.attestation.nvidia.nras;

import org.jspecify.annotations.NullMarked;
