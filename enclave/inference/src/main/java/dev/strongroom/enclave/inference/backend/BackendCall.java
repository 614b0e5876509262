// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.backend;

import dev.strongroom.attestation.Bytes;
import java.util.Optional;

/// A request for a back end, as its client sent it.
///
/// @param method `GET` or `POST`
/// @param path such as `/v1/chat/completions`
/// @param contentType of the body; empty if there is none
/// @param body untouched
/// @param authorization the client's own, for back ends of which the measured configuration says
///   that they get it; the others never do. Visible characters and single spaces only
/// @param receipt the salt to ask the back end itself for a receipt with, 32 bytes; empty: it isn't
///   asked
public record BackendCall(
    String method,
    String path,
    String contentType,
    Bytes body,
    Optional<String> authorization,
    Optional<Bytes> receipt) {
  /// A request that nobody is named in, and for which the back end itself is asked no receipt.
  public BackendCall(String method, String path, String contentType, Bytes body) {
    this(method, path, contentType, body, Optional.empty(), Optional.empty());
  }

  /// The same for a back end that has no ledger of its own.
  public BackendCall withoutReceipt() {
    return new BackendCall(method, path, contentType, body, authorization, Optional.empty());
  }

  /// Without what identifies its sender.
  @Override
  public String toString() {
    return method + " " + path;
  }
}
