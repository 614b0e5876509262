// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.notary.NotaryService;
import dev.strongroom.integration.notary.Command;
import dev.strongroom.integration.notary.PolicyText;
import dev.strongroom.testkit.EnclaveSettings;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An operator has an enclave's key certified by an authority of its own. The enclave is SIMULATED.
class OwnTest {
  private static final String NAME = "vault.example.test";
  private static final Duration DAYS = Duration.ofDays(10);

  @TempDir private Path folder = Path.of("");

  private static String put(EnclaveUnderTest enclave, X509Certificate... chain) throws Exception {
    StringBuilder text = new StringBuilder();
    for (X509Certificate one : chain) {
      text.append(TestAuthority.pem("CERTIFICATE", one.getEncoded()));
    }
    return put(enclave, text.toString());
  }

  /// Brings a chain.
  ///
  /// @return the refusal's code, or nothing
  private static String put(EnclaveUnderTest enclave, String text) throws Exception {
    HttpResponse<String> answer =
        Views.send(enclave, HttpRequest.newBuilder().PUT(BodyPublishers.ofString(text)), "");
    return answer.statusCode() == 200
        ? ""
        : JsonNode.parse(answer.body()).member("error").member("code").text();
  }

  private static PublicKey requested(EnclaveUnderTest enclave) throws Exception {
    return key(Views.send(enclave, HttpRequest.newBuilder(), "/request").body());
  }

  private static PublicKey key(String pem) throws Exception {
    String base64 = pem.replaceAll("-----[A-Z ]+-----|\\s", "");
    JcaPKCS10CertificationRequest request =
        new JcaPKCS10CertificationRequest(Base64.getDecoder().decode(base64));
    assertThat(request.getRequestedExtensions().toString()).isNotEmpty();
    return request.getPublicKey();
  }

  @Test
  void aChainIsUsedIfItIsForTheEnclavesKeyAndNames() throws Exception {
    TestAuthority authority = TestAuthority.create("unused");
    String settings =
        "{\"domains\": [\"%s\"], \"own\": {\"roots\": [\"%s\"]}}"
            .formatted(
                NAME,
                TestAuthority.pem("CERTIFICATE", authority.root().getEncoded())
                    .strip()
                    .replace("\n", "\\n"));
    try (EnclaveUnderTest enclave =
        EnclaveUnderTest.start(
            new NotaryService(),
            new EnclaveSettings(
                List.of(), Map.of("ledger", Views.LEDGER, "certificates", settings)))) {
      refusals(enclave, authority);
      String used = accepted(enclave, authority);
      enclave.restart();
      assertThat(Views.serial(Views.of(enclave))).isEqualTo(used);
      assertThat(serialByName(enclave, authority)).isEqualTo(used);
    }
  }

  @Test
  void severalEnclavesOnOneLogHaveNone() {
    String members = "{\"at\": [\"127.0.0.1:8443\"]}, \"origin\"";
    EnclaveSettings both =
        new EnclaveSettings(
            List.of("127.0.0.1:8443"),
            Map.of(
                "ledger",
                Views.LEDGER.replace("\"origin\"", "\"members\": " + members),
                "certificates",
                "{\"domains\": [\"%s\"], \"own\": {}}".formatted(NAME)));
    assertThatThrownBy(() -> EnclaveUnderTest.start(new NotaryService(), both))
        .hasMessageContaining("not beside settings.ledger.members");
  }

  private static void refusals(EnclaveUnderTest enclave, TestAuthority authority) throws Exception {
    PublicKey others = TestAuthority.key().getPublic();
    assertThat(put(enclave, authority.issue(others, DAYS, NAME))).isEqualTo("certificate-key");

    PublicKey key = requested(enclave);
    assertThat(requested(enclave)).isEqualTo(key);
    assertThat(put(enclave, "no certificate")).isEqualTo("certificate-unreadable");
    assertThat(put(enclave, authority.issue(others, DAYS, NAME))).isEqualTo("certificate-key");
    assertThat(put(enclave, authority.issue(key, DAYS, "other.example.test")))
        .isEqualTo("certificate-names");
    assertThat(put(enclave, authority.issue(key, DAYS, NAME, "other.example.test")))
        .isEqualTo("certificate-names");
    assertThat(put(enclave, authority.issue(key, Duration.ofSeconds(30), NAME)))
        .isEqualTo("certificate-dates");
    X509Certificate strangers = TestAuthority.create("unused").issue(key, DAYS, NAME);
    assertThat(put(enclave, strangers)).isEqualTo("certificate-chain");
    assertThat(put(enclave, strangers, authority.root())).isEqualTo("certificate-chain");

    JsonNode view = Views.of(enclave);
    assertThat(view.optional("certificate")).isEmpty();
    // Only that a key is to be certified is entered.
    assertThat(view.member("entries").integer(0, 9)).isEqualTo(1);
    assertThat(Views.act(enclave, 1)).isEqualTo("request");
  }

  private String accepted(EnclaveUnderTest enclave, TestAuthority authority) throws Exception {
    PublicKey first = requested(enclave);
    X509Certificate one = authority.issue(first, DAYS, NAME);
    assertThat(put(enclave, one)).isEmpty();
    assertThat(serialByName(enclave, authority)).isEqualTo(one.getSerialNumber().toString(16));
    assertThat(put(enclave, one)).isEqualTo("certificate-older");

    return byCommand(enclave, authority, first);
  }

  /// The second one, as an operator does it.
  private String byCommand(EnclaveUnderTest enclave, TestAuthority authority, PublicKey first)
      throws Exception {
    Files.writeString(folder.resolve("policy.json"), PolicyText.of(enclave));
    String receipts = PolicyText.forReceipts(enclave, "{ \"ignore\": \"none in this test\" }");
    Files.writeString(folder.resolve("receipts.json"), receipts);
    run(enclave, "request", "-o", "vault.csr");
    PublicKey second = key(Files.readString(folder.resolve("vault.csr")));
    assertThat(second).isNotEqualTo(first);
    X509Certificate two = authority.issue(second, DAYS.multipliedBy(2), NAME);
    Files.writeString(
        folder.resolve("chain.pem"),
        TestAuthority.pem("CERTIFICATE", two.getEncoded())
            + TestAuthority.pem("CERTIFICATE", authority.root().getEncoded()));
    assertThat(run(enclave, "install", "chain.pem").out()).contains("used until");
    String serial = two.getSerialNumber().toString(16);
    assertThat(serialByName(enclave, authority)).isEqualTo(serial);
    assertThat(run(enclave, "show").out()).contains(serial, NAME, "entries      4");
    assertThat(run(enclave, "receipts", "-o", "saved").out()).contains("4 receipts saved");
    Command checked = Command.run(folder, "check", "saved", "--policy", "receipts.json", "--wide");
    assertThat(checked.status()).as(checked.out() + checked.err()).isZero();
    assertThat(Views.receipt(enclave, 4).entry().content().member("serial").text())
        .isEqualTo(serial);
    return serial;
  }

  private Command run(EnclaveUnderTest enclave, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("certificate"));
    all.addAll(List.of(arguments));
    all.addAll(List.of("--policy", "policy.json", "--at", "localhost:" + enclave.uri().getPort()));
    Command run = Command.run(folder, all.toArray(String[]::new));
    assertThat(run.status()).as(run.out() + run.err()).isZero();
    return run;
  }

  private static String serialByName(EnclaveUnderTest enclave, TestAuthority authority)
      throws Exception {
    try (NamedConnection browser =
        NamedConnection.open(
            TestAuthority.trusting(authority.root()), enclave.uri().getPort(), NAME, "http/1.1")) {
      return browser.leaf().getSerialNumber().toString(16);
    }
  }
}
