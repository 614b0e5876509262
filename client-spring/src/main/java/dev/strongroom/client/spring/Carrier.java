// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpResponse;

/// Carries requests to one verified enclave, by one of the ways. Thread-safe.
interface Carrier extends AutoCloseable {
  /// Sends a request once the enclave was verified, and waits for its answer to begin.
  ///
  /// @param body of the request; empty if it has none
  /// @throws IOException if the enclave was refused, and got nothing; or if it can't be reached
  ClientHttpResponse send(String method, URI uri, HttpHeaders headers, byte[] body)
      throws IOException;

  /// Verifies the enclave now, and sends it nothing.
  ///
  /// @throws IOException if it is refused or can't be reached
  void verify() throws IOException;

  @Override
  void close();
}
