// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.enclave.vault.principal.Browser;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptException;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import dev.strongroom.ledger.verification.VerifiedReceipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An agent and people by each of their ways in: each gets a wallet, pays on three chains under a
/// policy, is refused once, and proves all of it from the key's history.
@Timeout(240)
class AgentAndPeopleTest {
  private static final String PARTY = "localhost";

  @TempDir private static Path folder = Path.of("");
  private static final TelegramLogin TELEGRAM = TelegramLogin.of(7_654_321);
  private static @Nullable ThreeChains chains;
  private static @Nullable OpenIdProvider provider;
  private static @Nullable Browser browser;
  private static @Nullable VaultDeployment vault;

  @BeforeAll
  static void start() throws Exception {
    chains = ThreeChains.start();
    provider = OpenIdProvider.start(folder);
    Map<String, Object> people = new HashMap<>();
    people.put("telegram", TELEGRAM.settings());
    people.put("oidc", List.of(provider.pinned()));
    if (Browser.installed()) {
      browser = Browser.start();
      people.put("passkeys", Map.of("relyingParty", PARTY, "origins", List.of(browser.origin())));
    }
    vault =
        VaultDeployment.start(
            Files.createDirectory(folder.resolve("witness")),
            Map.of("people", people, "walletPolicy", Wallet.POLICY));
  }

  @AfterAll
  static void stop() throws IOException {
    if (vault != null) {
      vault.close();
    }
    if (browser != null) {
      browser.close();
    }
    if (provider != null) {
      provider.close();
    }
    if (chains != null) {
      chains.close();
    }
    TELEGRAM.close();
  }

  private static Map<String, Object> session() {
    return Map.of("expires", Instant.now().plusSeconds(600).toString());
  }

  private static VaultReply enter(RequestKey session, Map<String, ?> login) throws Exception {
    return vault.post(session, "/v1/wallets", Map.of("login", login, "session", session()));
  }

  private static ThreeChains.Asking by(RequestKey key) {
    return (path, payload) -> vault.post(key, path, payload);
  }

  @Test
  void anAgent() throws Exception {
    RequestKey agent = VaultDeployment.newKey();
    VaultReply made =
        vault.post(agent, "/v1/keys", Map.of("type", "seed", "policy", Wallet.POLICY)).ok();
    Wallet wallet = Wallet.of(made);
    chains.pay(wallet, by(agent));
    chains.overspend(wallet, by(agent));
    ProvenHistory history =
        chains.proves(vault, wallet, agent, "agent:" + agent.publicKey().id(), "key-born");
    assertThat(history.receipts().getFirst().entry()).isEqualTo(made.receipt().entry());
    vault.get(VaultDeployment.newKey(), "/v1/keys/" + wallet.id()).refused("no-such-key");
  }

  /// Pays with a session's key, and says whose wallet it is.
  private static void withSession(
      RequestKey session, VaultReply entered, String principal, String method) throws Exception {
    assertThat(entered.ok().status()).isEqualTo(201);
    Wallet wallet = Wallet.of(entered);
    assertThat(entered.body().member("key").member("owners").member("of").value())
        .isEqualTo(List.of(principal));
    chains.pay(wallet, by(session));
    chains.overspend(wallet, by(session));
    ProvenHistory history =
        chains.proves(vault, wallet, session, principal, "key-born", "session-opened");
    JsonNode opened = history.of("session-opened").getFirst().member("session");
    assertThat(opened.member("method").text()).isEqualTo(method);
    for (JsonNode use : history.of("key-used")) {
      assertThat(use.member("session").text()).isEqualTo(session.publicKey().id());
    }
  }

  @Test
  void somebodyFromTelegram() throws Exception {
    RequestKey session = VaultDeployment.newKey();
    Map<String, String> login = Map.of("kind", "telegram", "initData", TELEGRAM.initData(42));
    withSession(session, enter(session, login), "telegram:7654321:42", "telegram-test");

    // Shown again by another key it opens nothing; another login finds the same wallet.
    enter(VaultDeployment.newKey(), login).refused("login-used");
    RequestKey next = VaultDeployment.newKey();
    VaultReply again =
        enter(next, Map.of("kind", "telegram", "initData", TELEGRAM.initData(42))).ok();
    assertThat(again.status()).isEqualTo(200);
    RequestKey other = VaultDeployment.newKey();
    VaultReply others =
        enter(other, Map.of("kind", "telegram", "initData", TELEGRAM.initData(43))).ok();
    assertThat(others.status()).isEqualTo(201);
    assertThat(Wallet.of(others).id()).isNotEqualTo(Wallet.of(again).id());
    vault.get(other, "/v1/keys/" + Wallet.of(again).id()).refused("no-such-key");
    try (TelegramLogin impostor = TelegramLogin.of(7_654_321)) {
      enter(VaultDeployment.newKey(), Map.of("kind", "telegram", "initData", impostor.initData(42)))
          .refused("bad-signature");
    }
  }

  @Test
  void somebodyFromAnOpenIdProvider() throws Exception {
    RequestKey session = VaultDeployment.newKey();
    String token = provider.token(OpenIdProvider.AUDIENCE, "alice", session);
    withSession(
        session,
        enter(session, Map.of("kind", "oidc", "token", token)),
        "oidc:" + provider.issuer() + "#alice",
        "oidc");
    RequestKey thief = VaultDeployment.newKey();
    enter(thief, Map.of("kind", "oidc", "token", token)).refused("other-session");
    String elsewhere = provider.token(OpenIdProvider.ELSEWHERE, "alice", thief);
    enter(thief, Map.of("kind", "oidc", "token", elsewhere)).refused("other-audience");
  }

  @Test
  void somebodyWithAPasskey() throws Exception {
    Browser chromium = browser();
    String authenticator = chromium.authenticator("ctap2", "internal", true);
    try {
      RequestKey session = VaultDeployment.newKey();
      Passkey passkey = passkey(chromium, session);
      VaultReply entered =
          enter(session, Map.of("kind", "passkey", "response", passkey.response().value()));
      String principal = "passkey:" + PARTY + ":" + passkey.id();
      withSession(session, entered, principal, "passkey");

      // The passkey itself signs requests too, each with the user's consent.
      Wallet wallet = Wallet.of(entered);
      String from = wallet.address(Wallet.SOLANA, "solana");
      String to = chains.coins().newSolanaAddress();
      VaultReply paid =
          vault
              .post(passkey, wallet.signing(), chains.coins().transfer("legacy", from, to, 6))
              .ok();
      chains.coins().verifiesTransfer("legacy", from, to, 6, paid.result());
      JsonNode caller = paid.receipt().entry().content();
      assertThat(caller.member("principal").text()).isEqualTo(principal);
      assertThat(caller.optional("session")).isEmpty();

      // Made for this key of the browser's, it enters nobody else.
      enter(
              VaultDeployment.newKey(),
              Map.of("kind", "passkey", "response", passkey.response().value()))
          .refused("wrong-challenge");
    } finally {
      chromium.removeAuthenticator(authenticator);
    }
  }

  private static Passkey passkey(Browser chromium, RequestKey session) throws Exception {
    JsonNode options =
        vault.post(session, "/v1/passkeys/options", Map.of()).ok().body().member("options");
    return Passkey.make(chromium, PARTY, options);
  }

  private static Browser browser() {
    if (browser == null) {
      String message =
          "NOT TESTED: nobody with a passkey, which takes the packages chromium and chromium-driver";
      System.err.println(message);
      return Assumptions.abort(message);
    }
    return browser;
  }

  @Test
  void whatAHistorySaysCannotBeChanged() throws Exception {
    RequestKey agent = VaultDeployment.newKey();
    Wallet wallet =
        Wallet.of(
            vault.post(agent, "/v1/keys", Map.of("type", "seed", "policy", Wallet.POLICY)).ok());
    chains.overspend(wallet, by(agent));
    Receipt refusal = ProvenHistory.of(vault, agent, wallet.id()).receipts().get(1);
    assertThat(refusal.json()).contains("no-rule");
    Receipt changed = Receipt.parse(refusal.json().replace("no-rule", "no-fool"));
    ReceiptVerifier verifier =
        ReceiptVerifier.create(
            Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(16)),
            ReceiptCache.ofCapacity(16, 16));
    VerifiedReceipt genuine =
        verifier.verify(refusal, vault.receiptPolicy(), Optional.empty(), Instant.now());
    assertThat(genuine.receipt().index()).isEqualTo(refusal.index());
    assertThatThrownBy(
            () -> {
              VerifiedReceipt _ =
                  verifier.verify(changed, vault.receiptPolicy(), Optional.empty(), Instant.now());
            })
        .isInstanceOf(ReceiptException.class);
  }
}
