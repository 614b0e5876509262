// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates.acme;

import dev.strongroom.enclave.runtime.egress.EgressRule;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.AbstractAcmeProvider;

/// Leads the ACME library through the enclave's egress, to one host and port.
final class EnclaveProvider extends AbstractAcmeProvider {
  private static final int HTTPS = 443;

  private final URI directory;
  private final EgressRule place;
  private final HttpClient client;

  /// @param client through the egress
  EnclaveProvider(URI directory, EgressRule place, HttpClient client) {
    this.directory = directory;
    this.place = place;
    this.client = client;
  }

  @Override
  public boolean accepts(URI serverUri) {
    return directory.equals(serverUri);
  }

  @Override
  public URL resolve(URI serverUri) {
    try {
      return serverUri.toURL();
    } catch (MalformedURLException e) {
      throw new IllegalStateException("the settings are checked", e);
    }
  }

  @Override
  public HttpClient createHttpClient(NetworkSettings ignored) {
    return client;
  }

  @Override
  protected HttpConnector createHttpConnector(NetworkSettings settings, HttpClient http) {
    return new OnePlace(settings, http);
  }

  /// What an authority says where to ask next is asked only at its directory's own place.
  private final class OnePlace extends HttpConnector {
    OnePlace(NetworkSettings settings, HttpClient http) {
      super(settings, http);
    }

    @Override
    public HttpRequest.Builder createRequestBuilder(URL url) {
      int port = url.getPort() < 0 ? HTTPS : url.getPort();
      if (!url.getProtocol().equals("https")
          || !url.getHost().equals(place.host())
          || port != place.port()) {
        throw new ElsewhereException(url.getHost() + ":" + port);
      }
      return super.createRequestBuilder(url);
    }
  }
}
