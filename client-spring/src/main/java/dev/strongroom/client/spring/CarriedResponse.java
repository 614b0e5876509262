// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;

/// What a verified enclave answered. Its body arrives as it is read.
final class CarriedResponse implements ClientHttpResponse {
  /// How much is read so that a connection, which cost a verification, can be used again.
  private static final int MOST_DRAINED = 64 << 10;

  private final int status;
  private final HttpHeaders headers;
  private final InputStream body;

  CarriedResponse(int status, HttpHeaders headers, InputStream body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  @Override
  public HttpStatusCode getStatusCode() {
    return HttpStatusCode.valueOf(status);
  }

  @Override
  public String getStatusText() {
    return Optional.ofNullable(HttpStatus.resolve(status))
        .map(HttpStatus::getReasonPhrase)
        .orElse("");
  }

  @Override
  public HttpHeaders getHeaders() {
    return headers;
  }

  @Override
  public InputStream getBody() {
    return body;
  }

  @Override
  public void close() {
    try (body) {
      // Events come for as long as somebody listens.
      if (!MediaType.TEXT_EVENT_STREAM.isCompatibleWith(headers.getContentType())) {
        byte[] _ = body.readNBytes(MOST_DRAINED);
      }
    } catch (IOException e) {
      // Whoever closes wants no more of it.
    }
  }
}
