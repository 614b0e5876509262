// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.enclave.certificates.CertificateException;
import dev.strongroom.enclave.certificates.CertificateProblem;
import dev.strongroom.enclave.runtime.egress.EgressRule;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.shredzone.acme4j.connector.HttpConnector;
import org.shredzone.acme4j.connector.NetworkSettings;

class EnclaveProviderTest {
  private static final URI DIRECTORY = URI.create("https://acme.example.org/directory");

  private static HttpConnector connector(HttpClient client) {
    return new EnclaveProvider(DIRECTORY, new EgressRule("acme.example.org", 443), client)
        .createHttpConnector(new NetworkSettings(), client);
  }

  private static URL url(String text) {
    try {
      return URI.create(text).toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
  }

  @Test
  void theDirectorysPlaceIsAsked() throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      URI order = URI.create("https://acme.example.org:443/order/7");

      assertThat(connector(client).createRequestBuilder(order.toURL()).build().uri())
          .isEqualTo(order);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://acme.example.org:443/order",
        "https://acme.example.org:444/order",
        "https://acme.example.org.attacker.example/order",
        "https://attacker.example/order"
      })
  void noOtherPlaceIsWhateverTheAuthoritySays(String place) {
    try (HttpClient client = HttpClient.newHttpClient()) {
      assertThatThrownBy(() -> Asking.of(() -> connector(client).createRequestBuilder(url(place))))
          .isInstanceOfSatisfying(
              CertificateException.class,
              e -> assertThat(e.problem()).isEqualTo(CertificateProblem.ELSEWHERE));
    }
  }
}
