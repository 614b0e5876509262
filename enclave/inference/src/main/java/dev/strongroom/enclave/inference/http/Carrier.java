// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.http;

import dev.strongroom.enclave.inference.backend.Verification;
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
/// @param verified what it was verified by, where it had to be
public record Carrier(
    InputStream input,
    OutputStream output,
    Closeable closing,
    Instant goodUntil,
    Optional<Verification> verified) {}
