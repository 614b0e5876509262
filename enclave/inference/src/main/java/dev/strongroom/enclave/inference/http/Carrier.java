// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.http;

import dev.strongroom.attestation.Bytes;
import java.io.Closeable;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;

/// A connection to a back end, on which requests may be sent.
///
/// @param input what the back end sends
/// @param output what the back end gets
/// @param closing ends both
/// @param goodUntil no request is sent on it later
/// @param evidence SHA-256 of the evidence that it was verified by, where there is one
public record Carrier(
    InputStream input,
    OutputStream output,
    Closeable closing,
    Instant goodUntil,
    Optional<Bytes> evidence) {}
