// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.integration.console.Visitor.Seen;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.upgrade.SuccessorImage;
import dev.strongroom.ledger.upgrade.UpgradeAnnouncement;
import dev.strongroom.testkit.EnclaveSettings;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Operators who announce another image while a visitor looks.
final class PageUpgrades implements AutoCloseable {
  private final SigningKey ann = SigningKey.generate(new SecureRandom());
  private final SigningKey bob = SigningKey.generate(new SecureRandom());

  /// The settings of an enclave whose operators these are.
  EnclaveSettings settings(EnclaveSettings witnessed) {
    Map<String, String> services = new HashMap<>(witnessed.services());
    services.computeIfPresent(
        "ledger",
        (_, ledger) ->
            ledger.substring(0, ledger.lastIndexOf('}'))
                + ",\"upgrades\":{\"threshold\":2,\"operators\":["
                + operator("ann", ann)
                + ","
                + operator("bob", bob)
                + "],\"notice\":\"P7D\",\"heirs\":{\"version\":1,\"kind\":\"nitro-enclave\","
                + "\"image\":{\"ignore\":\"announced\"},\"signer\":{\"ignore\":\"announced\"},"
                + "\"role\":{\"ignore\":\"any\"},\"instance\":{\"ignore\":\"any\"},"
                + "\"nonce\":{\"require\":true},\"publicKey\":{\"require\":true},"
                + "\"userData\":{\"require\":true},\"age\":{\"require\":\"PT5M\"}}}}");
    return new EnclaveSettings(witnessed.egress(), services);
  }

  private static String operator(String name, SigningKey key) {
    return "{\"name\":\"" + name + "\",\"signingKey\":\"" + key.publicKey().hex() + "\"}";
  }

  /// The visitor, who is at the page already, is told within a look or two.
  void areShownToWhoeverLooks(Visitor visitor, EnclaveUnderTest enclave) throws Exception {
    assertThat(visitor.does("log", Map.of()).text("upgrade")).isEmpty();
    String before = ask(enclave, HttpRequest.newBuilder().GET());
    Bytes pcr0 = Bytes.fromHex("5a".repeat(48));
    UpgradeAnnouncement announcement =
        new UpgradeAnnouncement(
            VerifierKey.parse(JsonNode.parse(before).member("log").text()),
            Bytes.fromHex("aa".repeat(32)),
            new SuccessorImage(pcr0, pcr0, pcr0, Optional.empty()),
            Duration.ofDays(7),
            "<b>fixes</b> the parser");
    byte[] signed = announcement.signed().toByteArray();
    String request =
        String.valueOf(
            new SignedStatement<>(
                    announcement,
                    List.of(
                        new OperatorSignature("ann", ann.publicKey(), ann.sign(signed)),
                        new OperatorSignature("bob", bob.publicKey(), bob.sign(signed))))
                .encoded()
                .asUtf8());
    String entered = ask(enclave, HttpRequest.newBuilder().POST(BodyPublishers.ofString(request)));
    String over = JsonNode.parse(entered).member("noticeOver").text();
    Seen seen = visitor.does("log", Map.of("upgrade", "announced"));
    assertThat(seen.text("upgrade"))
        .contains("Another image is announced", "may approve it from " + over + " on")
        .contains("<b>fixes</b> the parser", pcr0.hex());
    assertThat(seen.texts("open")).anyMatch(line -> line.contains(": upgrade, 20"));
    assertThat(seen.texts("complaints")).isEmpty();
  }

  private static String ask(EnclaveUnderTest enclave, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    var answer =
        enclave
            .client()
            .send(
                request.uri(enclave.uri().resolve("/v1/log/upgrade")).build(),
                BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  @Override
  public void close() {
    ann.close();
    bob.close();
  }
}
