// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.certificates.CertificateSettings.Acme;
import dev.strongroom.enclave.certificates.CertificateSettings.Own;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateSettingsTest {
  private static CertificateSettings parse(String text) throws MalformedJsonException {
    return CertificateSettings.parse(JsonNode.parse(text.replace('\'', '"')));
  }

  @Test
  void anAuthorityIsAskedAtItsDirectorysPlace() throws Exception {
    CertificateSettings settings =
        parse(
            "{'domains': ['a.example.com', 'b.example.com'], 'acme': {'directory':"
                + " 'https://acme.example.org/directory', 'termsAgreed': true,"
                + " 'contacts': ['mailto:me@example.com'], 'challenge': 'tls-alpn-01'}}");

    assertThat(settings.domains()).containsExactlyInAnyOrder("a.example.com", "b.example.com");
    assertThat(settings.ledger()).isTrue();
    assertThat(settings.source())
        .isInstanceOfSatisfying(
            Acme.class,
            acme -> {
              assertThat(acme.place()).hasToString("acme.example.org:443");
              assertThat(acme.contacts()).hasToString("[mailto:me@example.com]");
              assertThat(acme.roots()).isEmpty();
            });
  }

  @Test
  void anOperatorBringsThemWithoutALogIfItSaysSo() throws Exception {
    CertificateSettings settings =
        parse("{'domains': ['a.example.com'], 'ledger': false, 'own': {}}");

    assertThat(settings.ledger()).isFalse();
    assertThat(settings.source()).isInstanceOf(Own.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {'domains': ['a.example']}                                       | either "acme" or "own"
          {'domains': ['a.example'], 'own': {}, 'acme': {}}                | either "acme" or "own"
          {'domains': [], 'own': {}}                                       | domains
          {'domains': ['A.example'], 'own': {}}                            | lower case
          {'domains': ['*.example'], 'own': {}}                            | without wildcards
          {'domains': ['127.0.0.1'], 'own': {}}                            | not an address
          {'domains': ['a.example', 'a.example'], 'own': {}}               | twice
          {'domains': ['a.example'], 'own': {}, 'legder': false}           | unknown: legder
          {'domains': ['a.example'], 'own': {'roots': ['x']}}              | PEM
          {'domains': ['a.example'], 'acme': {'directory': 'http://a/', 'termsAgreed': true}} | https
          {'domains': ['a.example'], 'acme': {'directory': 'https://u@a/', 'termsAgreed': true}} | without user
          {'domains': ['a.example'], 'acme': {'directory': 'https://a/', 'termsAgreed': false}} | termsAgreed
          {'domains': ['a.example'], 'acme': {'directory': 'https://a/', 'termsAgreed': true, 'challenge': 'http-01'}} | tls-alpn-01
          {'domains': ['a.example'], 'acme': {'directory': 'https://a/', 'termsAgreed': true, 'contacts': ['tel:1']}} | mailto
          """,
      quoteCharacter = '~')
  void whateverElseIsRefused(String text, String complaint) {
    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining(complaint);
  }
}
