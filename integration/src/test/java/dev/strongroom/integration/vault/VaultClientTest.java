// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.channel.custody.EncryptionKey;
import dev.strongroom.channel.custody.Guardian;
import dev.strongroom.channel.custody.KeyEnvelope;
import dev.strongroom.channel.custody.KeyKind;
import dev.strongroom.channel.custody.KeySecret;
import dev.strongroom.channel.custody.RecoveryKit;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.client.bitcoinj.VaultTransactionSigner;
import dev.strongroom.client.jca.JdkPublicKeys;
import dev.strongroom.client.jca.ListedKeys;
import dev.strongroom.client.jca.StrongroomProvider;
import dev.strongroom.client.vault.Explanation;
import dev.strongroom.client.vault.HistoryPage;
import dev.strongroom.client.vault.HistoryVerdict;
import dev.strongroom.client.vault.KeyHistory;
import dev.strongroom.client.vault.KeySession;
import dev.strongroom.client.vault.KeySigner;
import dev.strongroom.client.vault.NewKey;
import dev.strongroom.client.vault.Outcome;
import dev.strongroom.client.vault.Owners;
import dev.strongroom.client.vault.Payload;
import dev.strongroom.client.vault.ReceiptJudge;
import dev.strongroom.client.vault.Receipted;
import dev.strongroom.client.vault.SessionRequest;
import dev.strongroom.client.vault.SignRequest;
import dev.strongroom.client.vault.SignedPayload;
import dev.strongroom.client.vault.VaultClient;
import dev.strongroom.client.vault.VaultKey;
import dev.strongroom.client.vault.VaultRefusedException;
import dev.strongroom.client.vault.WalletLogin;
import dev.strongroom.client.web3j.VaultTxSignService;
import dev.strongroom.enclave.vault.VaultService;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptPolicy;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import dev.strongroom.testkit.EnclaveSettings;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Context;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutPoint;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.script.Script;
import org.bitcoinj.wallet.SendRequest;
import org.bitcoinj.wallet.Wallet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;

/// The client, the JCA and the adapters against a real vault in an enclave under test.
class VaultClientTest {
  private static final String WHY = "an enclave under test";
  private static final Bytes MESSAGE = Bytes.utf8("pay nobody");
  private static final String ANYTHING =
      """
      {"version":1,"rules":[{"name":"anything","effect":"allow",
       "acts":["sign","decrypt","mac","derive"],"sessions":true,
       "on":["message","digest","evm-transaction","bitcoin-transaction"],
       "acceptUnsure":["any-message","any-digest"]}]}
      """;
  private static final String NOTHING =
      """
      {"version":1,"rules":[{"name":"nothing","effect":"refuse","acts":["sign"],
       "on":["message"],"when":"true"}]}
      """;

  private static @Nullable EnclaveUnderTest started;
  private final SecureRandom random = new SecureRandom();
  private final RequestKey agent = RequestKey.generateEd25519(random);

  @BeforeAll
  static void start() throws Exception {
    started =
        EnclaveUnderTest.start(
            new VaultService(),
            new EnclaveSettings(
                List.of(),
                Map.of(
                    "ledger",
                    "{\"origin\":\"example.com/test-vault\",\"quorum\":0}",
                    "vault",
                    "{}")));
  }

  @AfterAll
  static void stop() throws Exception {
    enclave().close();
  }

  private static EnclaveUnderTest enclave() {
    return Objects.requireNonNull(started);
  }

  private VaultClient client(RequestKey caller, Optional<ReceiptJudge> judge) {
    return VaultClient.of(
        enclave().client(), enclave().uri(), caller, random, InstantSource.system(), judge);
  }

  private VaultClient client() throws Exception {
    return client(agent, Optional.of(judge()));
  }

  /// Accepts receipts of the vault's log.
  private ReceiptJudge judge() throws Exception {
    VerifierKey log = VerifierKey.parse(client(agent, Optional.empty()).info().log());
    return new ReceiptJudge(
        ReceiptVerifier.create(
            Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(8)), ReceiptCache.none()),
        ReceiptPolicy.builder()
            .requireLogs(List.of(log))
            .ignoreEnclave(WHY)
            .allowEarlierEpochs(WHY)
            .ignoreWitnesses(WHY)
            .ignoreTimestamps(WHY)
            .ignoreTime(WHY)
            .build(),
        InstantSource.system());
  }

  private static NewKey key(String label) throws Exception {
    return new NewKey(label, JsonNode.parse(ANYTHING), Optional.empty(), true, Optional.empty());
  }

  @Test
  void aKeysLifeLeavesAWholeHistory() throws Exception {
    VaultClient client = client();
    VaultKey born = client.create("ed25519", key("mine")).key();
    Receipted<List<SignedPayload>> signed =
        client
            .sign(
                born.id(),
                SignRequest.batch(
                    List.of(Payload.message(MESSAGE), Payload.message(Bytes.utf8("b")))))
            .orThrow();
    assertThat(
            SigningKey.verifies(
                born.accounts().getFirst().publicKey(),
                MESSAGE.toByteArray(),
                signed.value().getFirst().result()))
        .isTrue();
    // The next boot has another epoch: the client finds out.
    enclave().restart();
    assertThat(
            client.verify(
                born.id(),
                Payload.message(MESSAGE),
                Optional.empty(),
                signed.value().getFirst().signatures()))
        .isTrue();
    Explanation explained = client.explain(born.id(), SignRequest.of(Payload.message(MESSAGE)));
    assertThat(explained.decision()).isEqualTo("allowed");
    assertThat(client.tryPolicy(born.id(), JsonNode.parse(NOTHING), 10)).isEmpty();
    assertThat(client.owner().disable(born.id()).orThrow().entry().kind())
        .isEqualTo("key-disabled");
    assertThatExceptionOfType(VaultRefusedException.class)
        .isThrownBy(() -> client.sign(born.id(), SignRequest.of(Payload.message(MESSAGE))))
        .satisfies(e -> {
          assertThat(e.code()).isEqualTo("key-disabled");
          assertThat(e.receipt()).isPresent();
        });
    Receipt _ = client.owner().enable(born.id()).orThrow();
    Receipt _ = client.owner().setPolicy(born.id(), JsonNode.parse(NOTHING)).orThrow();
    assertThatExceptionOfType(VaultRefusedException.class)
        .isThrownBy(() -> client.sign(born.id(), SignRequest.of(Payload.message(MESSAGE))))
        .satisfies(e -> assertThat(e.findings()).isNotEmpty());
    assertThat(client.policy(born.id()).value()).isEqualTo(JsonNode.parse(NOTHING).value());
    Receipt _ = client.owner().rotate(born.id()).orThrow();
    assertThat(client.key(born.id()).version()).isEqualTo(2);
    for (int i = 0; i < 15; i++) {
      Receipt _ = client.owner().setPolicy(born.id(), JsonNode.parse(ANYTHING)).orThrow();
    }
    Receipt _ = client.owner().destroy(born.id()).orThrow();

    List<HistoryPage> kept = new ArrayList<>();
    for (HistoryPage page : client.history(born.id())) {
      kept.add(HistoryPage.parse(page.json()));
    }
    assertThat(kept).hasSizeGreaterThan(1);
    HistoryVerdict verdict = KeyHistory.check(born.id(), kept, judge());
    assertThat(verdict.findings()).allMatch(HistoryVerdict.Finding::passed);
    assertThat(verdict.entries()).isEqualTo(25);
    List<Receipt> incomplete = new ArrayList<>(kept.getFirst().entries());
    Receipt left = incomplete.remove(3);
    assertThat(left.entry().kind()).isEqualTo("policy-changed");
    incomplete.addAll(kept.getLast().entries());
    assertThat(
            KeyHistory.check(
                    born.id(), incomplete, kept.getFirst().statement().orElseThrow(), judge())
                .firstFailure()
                .orElseThrow()
                .detail())
        .isEqualTo("entry 21 of 25 is missing");
  }

  @Test
  void keysComeAndGoInEnvelopes() throws Exception {
    VaultClient client = client();
    byte[] seed = new byte[32];
    random.nextBytes(seed);
    VaultKey imported;
    try (KeySecret secret = KeySecret.of(KeyKind.ED25519, seed)) {
      KeyEnvelope envelope =
          KeyEnvelope.seal(
              KeyEnvelope.Purpose.IMPORT,
              "brought",
              secret,
              client.owner().importSlot().recipient(),
              random);
      imported = client.owner().importKey(envelope, key("brought")).key();
    }
    assertThat(imported.accounts().getFirst().publicKey())
        .isEqualTo(SigningKey.ofSeed(seed).publicKey());
    try (EncryptionKey own = EncryptionKey.generate(random);
        EncryptionKey friend = EncryptionKey.generate(random)) {
      Receipted<KeyEnvelope> out = client.owner().export(imported.id(), own.publicKey()).orThrow();
      try (KeySecret secret = out.value().open(own)) {
        assertThat(secret.publicKeys().values())
            .containsExactly(imported.accounts().getFirst().publicKey());
      }
      List<Guardian> guardians =
          List.of(
              new Guardian("me", Optional.of(own.publicKey())),
              new Guardian("friend", Optional.of(friend.publicKey())));
      RecoveryKit kit = client.owner().recoveryKit(imported.id(), 2, guardians).orThrow().value();
      try (KeySecret secret = kit.restore(List.of(kit.open(own), kit.open(friend)))) {
        assertThat(secret.publicKeys().values())
            .containsExactly(imported.accounts().getFirst().publicKey());
      }
    }
  }

  @Test
  void sessionsAndSeveralOwners() throws Exception {
    VaultClient client = client();
    VaultKey born = client.create("p256", key("shared")).key();
    try (RequestKey session = RequestKey.generateEd25519(random);
        RequestKey second = RequestKey.generateEd25519(random)) {
      KeySession opened =
          client
              .owner()
              .openSession(
                  born.id(),
                  new SessionRequest(
                      session.publicKey(),
                      JsonNode.parse("{\"forms\":[\"digest\"],\"uses\":1}"),
                      Instant.now().plus(Duration.ofHours(1))))
              .orThrow()
              .value();
      assertThat(opened.revoked()).isFalse();
      Receipt _ = client.owner().revokeSession(born.id(), opened.publicKey()).orThrow();
      assertThat(client.key(born.id()).sessions().getFirst().revoked()).isTrue();

      List<String> names =
          List.of("agent:" + agent.publicKey().id(), "agent:" + second.publicKey().id());
      Receipt _ = client.owner().setOwners(born.id(), new Owners(2, names)).orThrow();
      Outcome<Receipt> waiting = client.owner().disable(born.id());
      assertThat(waiting).isInstanceOf(Outcome.ApprovalNeeded.class);
      String proposal = ((Outcome.ApprovalNeeded<Receipt>) waiting).approvals().proposal();
      assertThat(client.key(born.id()).proposals()).hasSize(1);
      VaultClient other = client(second, Optional.of(judge()));
      assertThat(other.approve(born.id(), proposal).value().given()).hasSize(2);
      assertThat(client.owner().disable(born.id()).orThrow().entry().kind())
          .isEqualTo("key-disabled");
    }
  }

  @Test
  void aWalletIsMadeOnce() throws Exception {
    VaultClient client = client();
    Instant end = Instant.now().plus(Duration.ofHours(1));
    dev.strongroom.client.vault.Wallet made =
        client.login(Optional.empty(), "savings", end, Optional.empty());
    assertThat(made.created()).isTrue();
    assertThat(made.key().type()).isEqualTo("seed");
    assertThat(made.session().orElseThrow().value().publicKey()).isEqualTo(agent.publicKey().id());
    dev.strongroom.client.vault.Wallet again =
        client.login(Optional.empty(), "savings", end, Optional.empty());
    assertThat(again.created()).isFalse();
    assertThat(again.key().id()).isEqualTo(made.key().id());
    assertThat(again.birth().index()).isEqualTo(made.birth().index());
    assertThat(again.session()).isEmpty();
    assertThatExceptionOfType(VaultRefusedException.class)
        .isThrownBy(() ->
            client.login(
                Optional.of(new WalletLogin.Telegram("hash=00")), "x", end, Optional.empty()))
        .satisfies(e -> assertThat(e.code()).isEqualTo("not-configured"));
  }

  @Test
  void encryptsAuthenticatesAndDerives() throws Exception {
    VaultClient client = client();
    String x25519 = client.create("x25519", key("")).key().id();
    Bytes sealed = client.material().encrypt(x25519, MESSAGE, Bytes.utf8("aad"));
    assertThat(client.material().decrypt(x25519, sealed, Bytes.utf8("aad")).value())
        .isEqualTo(MESSAGE);
    String hmac = client.create("hmac", key("")).key().id();
    Bytes mac = client.material().mac(hmac, MESSAGE).value();
    assertThat(client.material().verifyMac(hmac, MESSAGE, mac)).isTrue();
    assertThat(client.material().verifyMac(hmac, MESSAGE, Bytes.zeros(32))).isFalse();
    assertThat(client.material().derive(hmac, "one").value())
        .isEqualTo(client.material().derive(hmac, "one").value())
        .isNotEqualTo(client.material().derive(hmac, "two").value());
  }

  @Test
  void theJdkVerifiesWhatTheProviderSigns() throws Exception {
    VaultClient client = client();
    VaultKey born = client.create("p256", key("invoices")).key();
    List<Receipt> receipts = new ArrayList<>();
    StrongroomProvider provider = new StrongroomProvider(new ListedKeys(client, receipts::add));
    KeyStore store = KeyStore.getInstance("Strongroom", provider);
    store.load(null, null);
    Signature signature = Signature.getInstance("SHA256withECDSA", provider);
    signature.initSign((PrivateKey) Objects.requireNonNull(store.getKey("invoices", null)));
    signature.update(MESSAGE.toByteArray());
    byte[] signed = signature.sign();
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(JdkPublicKeys.of(born.accounts().getFirst().signing().orElseThrow()));
    verifier.update(MESSAGE.toByteArray());
    assertThat(verifier.verify(signed)).isTrue();
    assertThat(receipts).hasSize(1);
    assertThat(client.keys(OptionalLong.empty()).keys()).contains(client.key(born.id()));
  }

  @Test
  void web3jSendsFromASeedsAccount() throws Exception {
    VaultClient client = client();
    VaultKey seed = client.create("seed", key("wallet")).key();
    VaultTxSignService service =
        new VaultTxSignService(
            KeySigner.of(client, seed, seed.account("m/44'/60'/0'/0/0").orElseThrow(), _ -> {}));
    byte[] signed =
        service.sign(
            RawTransaction.createEtherTransaction(
                1,
                BigInteger.ZERO,
                BigInteger.valueOf(21_000),
                "0x" + "35".repeat(20),
                BigInteger.TEN,
                BigInteger.ONE,
                BigInteger.TEN),
            1);
    SignedRawTransaction read =
        (SignedRawTransaction) TransactionDecoder.decode(HexFormat.of().formatHex(signed));
    assertThat(read.getFrom()).isEqualTo(service.getAddress());
    assertThat(seed.account("m/44'/60'/0'/0/0").orElseThrow().addresses().get("evm"))
        .isEqualToIgnoringCase(service.getAddress());
  }

  @Test
  void bitcoinjSpendsFromASeedsAccount() throws Exception {
    Context.propagate(new Context());
    VaultClient client = client();
    VaultKey seed = client.create("seed", key("savings")).key();
    VaultTransactionSigner signer =
        new VaultTransactionSigner(
            KeySigner.of(client, seed, seed.account("m/84'/0'/0'/0/0").orElseThrow(), _ -> {}),
            BitcoinNetwork.MAINNET);
    assertThat(signer.watchedKey().toAddress(ScriptType.P2WPKH, BitcoinNetwork.MAINNET).toString())
        .isEqualTo(seed.account("m/84'/0'/0'/0/0").orElseThrow().addresses().get("bitcoin"));
    Wallet wallet = Wallet.createBasic(BitcoinNetwork.MAINNET);
    assertThat(wallet.importKey(signer.watchedKey())).isTrue();
    wallet.addTransactionSigner(signer);
    Transaction paid = new Transaction();
    paid.addInput(
        new TransactionInput(
            paid,
            new byte[] {1},
            new TransactionOutPoint(
                0, Sha256Hash.of("before".getBytes(StandardCharsets.US_ASCII)))));
    paid.addOutput(
        Coin.COIN, signer.watchedKey().toAddress(ScriptType.P2WPKH, BitcoinNetwork.MAINNET));
    Transaction spending = new Transaction();
    spending.addInput(paid.getOutput(0));
    spending.addOutput(
        Coin.COIN.subtract(Coin.valueOf(1000)),
        new ECKey(random).toAddress(ScriptType.P2WPKH, BitcoinNetwork.MAINNET));
    wallet.signTransaction(SendRequest.forTx(spending));
    TransactionInput input = spending.getInput(0);
    TransactionOutput spent = Objects.requireNonNull(input.getConnectedOutput());
    input
        .getScriptSig()
        .correctlySpends(
            spending,
            0,
            input.getWitness(),
            spent.getValue(),
            spent.getScriptPubKey(),
            Script.ALL_VERIFY_FLAGS);
  }
}
