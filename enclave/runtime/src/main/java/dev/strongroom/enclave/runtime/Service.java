// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime;

/// An application inside an enclave: the one provider of this service (`java.util.ServiceLoader`)
/// among the measured jars.
///
/// ```java
/// public final class Hello implements Service {
///   public Handler start(Enclave enclave) {
///     return request -> Response.text(200, "hello from " + enclave.device().name());
///   }
/// }
/// ```
@FunctionalInterface
public interface Service {

  /// Answers requests. Called by many virtual threads at once.
  @FunctionalInterface
  interface Handler {
    /// Answers a request. What it throws becomes a bare 500: no message leaves the enclave.
    Response handle(Request request) throws Exception;
  }

  /// Whether this service does what another one among the jars does, so that it is the one to
  /// start.
  default boolean contains(Service other) {
    return false;
  }

  /// Starts the service, once per boot, before the first request.
  Handler start(Enclave enclave) throws Exception;
}
