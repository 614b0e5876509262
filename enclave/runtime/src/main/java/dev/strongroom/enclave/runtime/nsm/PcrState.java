// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.nsm;

import dev.strongroom.attestation.Bytes;

/// A PCR at one moment.
///
/// @param locked whether it can't change any more, and so is part of every document
/// @param value a digest: 48 bytes with SHA-384
public record PcrState(boolean locked, Bytes value) {}
