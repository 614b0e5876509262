// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.HttpsAttestation;
import dev.strongroom.enclave.notary.NotaryService;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.testkit.EnclaveSettings;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An enclave gets certificates from a real ACME server. The enclave is SIMULATED.
class AcmeTest {
  private static final String NAME = "vault.example.test";
  private static final String ATTESTED = "strongroom-attested/1";

  @TempDir private Path folder = Path.of("");

  private static EnclaveUnderTest enclave(Pebble pebble, String name) throws Exception {
    String settings =
        """
        {"domains": ["%s"], "acme": {"directory": "%s", "termsAgreed": true,
          "contacts": ["mailto:operator@example.com"], "challenge": "tls-alpn-01",
          "roots": ["%s"]}}
        """
            .formatted(name, pebble.directory(), pebble.serverRoot().strip().replace("\n", "\\n"));
    return EnclaveUnderTest.start(
        new NotaryService(),
        new EnclaveSettings(
            List.of(pebble.place()), Map.of("ledger", Views.LEDGER, "certificates", settings)));
  }

  @Test
  void namesGetCertificatesThatBrowsersTrust() throws Exception {
    try (Pebble pebble = Pebble.in(folder);
        EnclaveUnderTest enclave = enclave(pebble, NAME)) {
      // Nobody is there yet: it says so, and works all the same.
      JsonNode early = Views.when(enclave, view -> view.optional("problem").isPresent());
      assertThat(early.member("problem").member("code").text()).isEqualTo("directory-unreachable");
      assertThat(early.optional("certificate")).isEmpty();

      pebble.start(enclave.uri().getPort(), Duration.ofSeconds(9));
      JsonNode first = Views.when(enclave, view -> view.optional("certificate").isPresent());
      String serial = Views.serial(first);
      assertThat(first.optional("problem")).isEmpty();
      SSLContext browser = TestAuthority.trusting(pebble.root());
      try (NamedConnection open = connect(browser, enclave)) {
        assertThat(open.get("/")).contains("log");
        proves(open);

        // Renewed at two thirds of its life; the connection that is open goes on.
        JsonNode second = Views.when(enclave, view -> !Views.serial(view).equals(serial));
        assertThat(Views.keySha256(second)).isNotEqualTo(Views.keySha256(first));
        assertThat(open.get("/")).contains("log");
        proves(open);
      }
      everythingIsEntered(enclave);

      // Another authority in its place, which doesn't know the account.
      pebble.stop();
      pebble.start(enclave.uri().getPort(), Duration.ofDays(1));
      JsonNode third =
          Views.when(
              enclave,
              view -> Duration.between(Instant.now(), Views.notAfter(view)).toHours() > 20);
      staysAfterARestart(enclave, TestAuthority.trusting(pebble.root()), third);
    }
  }

  private static NamedConnection connect(SSLContext browser, EnclaveUnderTest enclave)
      throws Exception {
    return NamedConnection.open(browser, enclave.uri().getPort(), NAME, "http/1.1");
  }

  /// The evidence that this connection gets is bound to this connection's key.
  private static void proves(NamedConnection connection) throws Exception {
    Bytes nonce = Bytes.copyOf("0123456789abcdef".getBytes(StandardCharsets.US_ASCII));
    HttpsAttestation attestation =
        HttpsAttestation.parse(connection.get(HttpsAttestation.PATH + "?nonce=" + nonce.hex()));
    Bytes leaf = Bytes.copyOf(connection.leaf().getPublicKey().getEncoded());
    assertThat(attestation.leafKeyInfo()).isEqualTo(leaf);
    assertThat(attestation.binds(leaf, nonce)).isTrue();
  }

  /// Account, then each key before its certificate.
  private static void everythingIsEntered(EnclaveUnderTest enclave) throws Exception {
    int entries = Views.of(enclave).member("entries").integer(5, 1000);
    assertThat(Views.act(enclave, 1)).isEqualTo("account");
    for (int number = 2; number + 1 <= entries; number += 2) {
      Receipt order = Views.receipt(enclave, number);
      Receipt certificate = Views.receipt(enclave, number + 1);
      assertThat(order.entry().kind()).isEqualTo("certificate");
      assertThat(order.entry().content().member("act").text()).isEqualTo("order");
      assertThat(order.entry().content().member("number").integer(0, 1000)).isEqualTo(number);
      assertThat(certificate.entry().content().member("act").text()).isEqualTo("certificate");
      assertThat(certificate.entry().content().member("keySha256").text())
          .isEqualTo(order.entry().content().member("keySha256").text());
      assertThat(order.index()).isLessThan(certificate.index());
      assertThat(certificate.inclusionProof().root(certificate.leaf().hash()))
          .isEqualTo(certificate.checkpoint().checkpoint().root());
    }
  }

  private static void staysAfterARestart(
      EnclaveUnderTest enclave, SSLContext browser, JsonNode before) throws Exception {
    enclave.restart();
    try (NamedConnection again = connect(browser, enclave)) {
      X509Certificate leaf = again.leaf();
      assertThat(leaf.getSerialNumber()).isEqualTo(new BigInteger(Views.serial(before), 16));
      assertThat(
              Bytes.copyOf(
                      MessageDigest.getInstance("SHA-256").digest(leaf.getPublicKey().getEncoded()))
                  .hex())
          .isEqualTo(Views.keySha256(before));
      proves(again);
    }
    assertThat(Views.of(enclave).member("entries")).isEqualTo(before.member("entries"));

    // Under any other name, and for the attested channel, there is the enclave's own certificate.
    int port = enclave.uri().getPort();
    assertThatThrownBy(() -> NamedConnection.open(browser, port, "localhost", "http/1.1"))
        .isInstanceOf(SSLException.class);
    assertThatThrownBy(() -> NamedConnection.open(browser, port, NAME, ATTESTED))
        .isInstanceOf(SSLException.class);
    // No name is proved to anybody unless it is being ordered.
    assertThatThrownBy(() -> NamedConnection.open(browser, port, NAME, "acme-tls/1"))
        .isInstanceOf(SSLException.class)
        .hasMessageNotContaining("PKIX");
  }

  @Test
  void whoeverAnswersForTheNameInItsPlaceGetsNothing() throws Exception {
    String name = "moved.example.test";
    try (Pebble pebble = Pebble.in(folder);
        EnclaveUnderTest enclave = enclave(pebble, name);
        Impostor impostor =
            Impostor.listen(InetAddress.ofLiteral("127.0.0.2"), enclave.uri().getPort(), name)) {
      pebble.start(enclave.uri().getPort(), Duration.ofDays(1));
      pebble.move(name, "127.0.0.2");

      JsonNode refused =
          Views.when(
              enclave,
              view ->
                  view.optional("problem").isPresent()
                      && !view.member("problem")
                          .member("code")
                          .text()
                          .equals("directory-unreachable"));

      assertThat(refused.member("problem").member("code").text()).isEqualTo("challenge-failed");
      assertThat(refused.member("problem").member("detail").text()).contains(name);
      assertThat(impostor.asked()).isPositive();
      assertThat(refused.optional("certificate")).isEmpty();
      // The account is entered; no certificate was about to be issued.
      assertThat(refused.member("entries").integer(0, 9)).isEqualTo(1);
    }
  }
}
