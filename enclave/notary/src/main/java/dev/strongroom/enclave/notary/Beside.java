// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary;

import dev.strongroom.attestation.Bytes;

/// A value that is stored in the same atomic write as entries: it is there if and only if they are.
/// What was there under its key before is replaced, so nobody else may use that key, and whoever
/// does never asks for two writes of it at once.
///
/// @param key in the host's store
/// @param value sealed
public record Beside(Bytes key, Bytes value) {}
