// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.backend;

import dev.strongroom.attestation.Bytes;

/// A request for a back end, as its client sent it.
///
/// @param method `GET` or `POST`
/// @param path such as `/v1/chat/completions`
/// @param contentType of the body; empty if there is none
/// @param body untouched
public record BackendCall(String method, String path, String contentType, Bytes body) {}
