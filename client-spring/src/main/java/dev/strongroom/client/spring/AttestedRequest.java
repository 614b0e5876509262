// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.AbstractClientHttpRequest;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.util.FastByteArrayOutputStream;

/// A request that leaves once its enclave was verified. Its body is collected before.
final class AttestedRequest extends AbstractClientHttpRequest {
  private final Carrier carrier;
  private final URI uri;
  private final HttpMethod method;
  private final FastByteArrayOutputStream body = new FastByteArrayOutputStream();

  AttestedRequest(Carrier carrier, URI uri, HttpMethod method) {
    this.carrier = carrier;
    this.uri = uri;
    this.method = method;
  }

  @Override
  public HttpMethod getMethod() {
    return method;
  }

  @Override
  public URI getURI() {
    return uri;
  }

  @Override
  protected OutputStream getBodyInternal(HttpHeaders headers) {
    return body;
  }

  @Override
  protected ClientHttpResponse executeInternal(HttpHeaders headers) throws IOException {
    return carrier.send(method.name(), uri, headers, body.toByteArray());
  }
}
