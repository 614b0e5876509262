// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.forward;

/// What a forwarder has carried since it started; no two of the figures are of exactly the same
/// moment.
///
/// @param open connections that are being carried
/// @param accepted connections that clients made, whatever became of them
/// @param refused of these, the ones that the enclave didn't answer
/// @param bytesIn from clients to the enclave
/// @param bytesOut from the enclave to clients
public record ForwarderFigures(
    int open, long accepted, long refused, long bytesIn, long bytesOut) {}
