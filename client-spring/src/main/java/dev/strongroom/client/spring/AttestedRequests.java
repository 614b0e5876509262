// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import java.io.IOException;
import java.net.URI;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestFactory;

/// Makes requests to one enclave, and to nobody else.
///
/// @param carrier to it
/// @param enclave with scheme, host and port
record AttestedRequests(Carrier carrier, URI enclave) implements ClientHttpRequestFactory {
  @Override
  public ClientHttpRequest createRequest(URI uri, HttpMethod method) throws IOException {
    if (!enclave.getScheme().equalsIgnoreCase(uri.getScheme())
        || !enclave.getHost().equalsIgnoreCase(uri.getHost())
        || port(enclave) != port(uri)
        || uri.getRawUserInfo() != null) {
      throw new IOException(
          "other-origin: this client speaks to " + enclave + " and nobody else; asked for " + uri);
    }
    return new AttestedRequest(carrier, uri, method);
  }

  private static int port(URI uri) {
    return uri.getPort() >= 0
        ? uri.getPort()
        : "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}
