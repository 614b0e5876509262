// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.client.vault.HistoryPage;
import dev.strongroom.client.vault.HistoryVerdict;
import dev.strongroom.client.vault.KeyHistory;
import dev.strongroom.client.vault.ReceiptJudge;
import dev.strongroom.console.PageCopy;
import dev.strongroom.enclave.notary.NotaryService;
import dev.strongroom.integration.console.Visitor.Seen;
import dev.strongroom.integration.notary.PolicyText;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.verification.ReceiptCache;
import dev.strongroom.ledger.verification.ReceiptPolicyFile;
import dev.strongroom.ledger.verification.ReceiptVerifier;
import dev.strongroom.testkit.EnclaveSettings;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;
import org.web3j.crypto.Sign.SignatureData;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.utils.Numeric;

/// Somebody with a passkey makes a wallet on the page of what `strongroom up` started, signs, is
/// refused, and reads the history.
@Timeout(180)
class KeysPageTest {
  private static final String SHOP = "0x3535353535353535353535353535353535353535";
  private static final String TEXT = "I was here.";

  @TempDir private static Path folder = Path.of("");
  private static @Nullable Visitor visitor;
  private static @Nullable VaultUp up;

  @BeforeAll
  static void start() throws Exception {
    visitor = Visitor.start("keys.mjs");
    up = VaultUp.start(folder.resolve("state"));
  }

  @AfterAll
  static void stop() {
    if (visitor != null) {
      visitor.close();
    }
    if (up != null) {
      up.close();
    }
  }

  private static Seen does(String command, Map<String, ?> given) throws Exception {
    return Objects.requireNonNull(visitor).does(command, given);
  }

  private static Seen press(String name) throws Exception {
    return does("press", Map.of("name", name));
  }

  private static VaultUp up() {
    return Objects.requireNonNull(up);
  }

  private static String pair(Seen seen, String name) {
    return seen.texts("pairs").stream()
        .filter(pair -> pair.startsWith(name + ": "))
        .map(pair -> pair.substring(name.length() + 2))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " isn't among " + seen.texts("pairs")));
  }

  private static void proven(Seen seen) {
    assertThat(seen.texts("checks"))
        .contains("passed key.about", "passed log.inclusion", "passed epoch.evidence")
        .noneMatch(check -> check.startsWith("failed"));
    assertThat(seen.texts("unproven"))
        .hasSameSizeAs(seen.texts("checks"))
        .noneMatch(words -> words.contains("anything beyond"));
  }

  @Test
  void aWalletFromItsBirthToItsHistory() throws Exception {
    Seen before = does("open", Map.of("url", up().url()));
    assertThat(before.text("verdict")).startsWith("SIMULATED. REFUSED: ");
    assertThat(before.text("off")).startsWith("Off: the evidence above isn't accepted");
    assertThat(before.texts("enabled")).isEmpty();

    Seen accepted = does("expect", Map.of("text", up().policy()));
    assertThat(accepted.text("verdict")).startsWith("SIMULATED. ACCEPTED: ");
    assertThat(accepted.text("off"))
        .startsWith("SIMULATED: ")
        .contains("This enclave has a vault, and takes passkeys");
    assertThat(accepted.texts("enabled"))
        .containsExactly("Register a new passkey", "Use one that you have");

    Seen registered = press("Register a new passkey");
    assertThat(registered.text("words")).startsWith("SIMULATED. The vault knows your passkey");
    assertThat(registered.text("who")).contains("passkey:localhost:");
    assertThat(registered.texts("checks")).contains("passed key.birth");
    proven(registered);

    String key = wallet();
    String signer = signs(key);
    pays(signer);
    refusals(key);
    history(key);
    comesBack(key);
    assertThat(does("seen", Map.of()).texts("complaints")).isEmpty();
    looks();
  }

  @Test
  void isntThereWithoutAVault() throws Exception {
    try (EnclaveUnderTest notary =
        EnclaveUnderTest.start(
            new NotaryService(),
            EnclaveSettings.of("ledger", "{\"origin\":\"example.com/no-keys\",\"quorum\":0}"))) {
      assertThat(does("open", Map.of("url", notary.uri().toString())).flag("visible")).isTrue();
      Seen accepted = does("expect", Map.of("text", PolicyText.of(notary)));
      assertThat(accepted.text("verdict")).startsWith("SIMULATED. ACCEPTED: ");
      assertThat(accepted.flag("visible")).isFalse();
      assertThat(accepted.texts("complaints")).isEmpty();
    }
  }

  @Test
  void isOffInACopy() throws Exception {
    String enclave = "https://localhost:" + up().port();
    Path copy = Files.writeString(folder.resolve("copy.html"), PageCopy.html(enclave));
    Seen opened = does("open", Map.of("url", copy.toUri().toString()));
    assertThat(opened.text("off"))
        .startsWith("Off: browsers use passkeys only on their own site's pages");
    Seen accepted = does("expect", Map.of("text", up().policy()));
    assertThat(accepted.text("verdict")).startsWith("SIMULATED. ACCEPTED: ");
    assertThat(accepted.texts("enabled")).isEmpty();
    assertThat(accepted.texts("complaints")).isEmpty();
  }

  /// Born with the page's policy; its receipt is what the command accepts as well.
  private static String wallet() throws Exception {
    does("choose", Map.of("id", "keys-type", "value", "secp256k1"));
    Seen born = press("Create");
    assertThat(born.text("words")).isEqualTo("SIMULATED. Born inside the enclave.");
    assertThat(born.texts("checks")).contains("passed key.birth", "passed key.policy");
    proven(born);
    Seen file = does("save", Map.of());
    Receipt receipt = Receipt.parse(file.text("text"));
    ReceiptJudge judge = judge();
    assertThat(
            judge
                .verifier()
                .explain(receipt, judge.policy(), Optional.empty(), Instant.now())
                .accepted())
        .isTrue();
    assertThat(receipt.entry().kind()).isEqualTo("key-born");
    String key = pair(born, "key");
    assertThat(file.text("name")).isEqualTo(key + ".birth.receipt.json");
    assertThat(born.texts("keys")).hasSize(2).contains(key);
    return key;
  }

  private static ReceiptJudge judge() throws Exception {
    return new ReceiptJudge(
        ReceiptVerifier.create(
            Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(16)),
            ReceiptCache.ofCapacity(16, 16)),
        ReceiptPolicyFile.parse(Files.readString(up().receiptPolicy())),
        Instant::now);
  }

  /// What web3j makes of the signature is the address that the page shows.
  private static String signs(String key) throws Exception {
    String shown = String.join("\n", does("facts", Map.of()).texts("facts"));
    assertThat(shown).contains(key);
    does("fill", Map.of("fields", Map.of("keys-text", TEXT)));
    Seen signed = press("Sign the message");
    assertThat(signed.text("heading")).isEqualTo("Message signed");
    assertThat(signed.text("words")).isEqualTo("SIMULATED. ALLOWED by the rule messages.");
    assertThat(signed.texts("checks")).contains("passed key.signature");
    proven(signed);
    byte[] signature = Numeric.hexStringToByteArray(pair(signed, "signature"));
    BigInteger signer =
        Sign.signedPrefixedMessageToKey(
            TEXT.getBytes(StandardCharsets.UTF_8),
            new SignatureData(
                signature[64],
                Arrays.copyOfRange(signature, 0, 32),
                Arrays.copyOfRange(signature, 32, 64)));
    String address = Keys.toChecksumAddress(Keys.getAddress(signer));
    assertThat(shown).contains(address);
    return address;
  }

  private static void pays(String from) throws Exception {
    does(
        "fill",
        Map.of("fields", Map.of("keys-to", SHOP, "keys-value", "0.05", "keys-nonce", "128")));
    Seen signed = press("Sign the transaction");
    assertThat(signed.text("words")).isEqualTo("SIMULATED. ALLOWED by the rule small-amounts.");
    assertThat(signed.texts("lines").getFirst())
        .contains("chain_id 11155111", "nonce 128", "value 50000000000000000");
    proven(signed);
    SignedRawTransaction sent =
        (SignedRawTransaction) TransactionDecoder.decode(pair(signed, "signed transaction"));
    assertThat(sent.getFrom()).isEqualToIgnoringCase(from);
    assertThat(sent.getTo()).isEqualTo(SHOP);
    assertThat(sent.getNonce()).isEqualTo(BigInteger.valueOf(128));
    assertThat(sent.getValue()).isEqualTo(new BigInteger("50000000000000000"));
  }

  /// By the policy, with each rule's reason, and by the page, for what can't be sent.
  private static void refusals(String key) throws Exception {
    does("fill", Map.of("fields", Map.of("keys-value", "0.06")));
    Seen refused = press("Sign the transaction");
    assertThat(refused.text("heading")).isEqualTo("Test transaction refused");
    assertThat(refused.text("words")).startsWith("SIMULATED. REFUSED: no-rule: ");
    assertThat(refused.texts("lines"))
        .anyMatch(line ->
            line.startsWith("rule small-amounts: doesn't hold: ")
                && line.contains("tx.value is 60000000000000000"));
    assertThat(refused.texts("checks")).contains("passed key.refusal");
    proven(refused);
    picture();
    does("fill", Map.of("fields", Map.of("keys-value", "lots")));
    Seen unclear = press("Sign the transaction");
    assertThat(unclear.text("words")).startsWith("REFUSED: an amount with at most 18 digits");
    does("fill", Map.of("fields", Map.of("keys-value", "0.05")));
    Seen limited = press("Sign the transaction");
    assertThat(limited.text("words"))
        .as("0.1 ether a day, fees included")
        .startsWith("SIMULATED. REFUSED: limit-exceeded: ");
    assertThat(limited.texts("keys")).contains(key);
  }

  /// What the page finds whole, the command's code does, from the file that the page saves.
  private static void history(String key) throws Exception {
    Seen whole = does("keys", Map.of("name", "Read its history"));
    assertThat(whole.text("words")).startsWith("SIMULATED. WHOLE: 6 entries, none missing, up to ");
    assertThat(whole.texts("lines").stream().map(line -> line.split(" ", 4)[2]))
        .containsExactly("key-born", "key-used", "key-used", "refusal", "refusal", "history");
    assertThat(whole.texts("checks"))
        .containsExactly(
            "passed history.receipts",
            "passed history.log",
            "passed history.dossier",
            "passed history.statement",
            "passed history.numbers",
            "passed history.chain",
            "passed history.birth");
    Seen file = does("save", Map.of());
    assertThat(file.text("name")).isEqualTo(key + ".history");
    List<String> lines = file.text("text").lines().toList();
    assertThat(JsonNode.parse(lines.getFirst()).member("key").text()).isEqualTo(key);
    List<HistoryPage> pages = Stream.of(lines.get(1)).map(KeysPageTest::page).toList();
    HistoryVerdict verdict = KeyHistory.check(key, pages, judge());
    assertThat(verdict.accepted()).as(verdict.toString()).isTrue();
    assertThat(verdict.entries()).isEqualTo(6);
  }

  private static HistoryPage page(String line) {
    try {
      return HistoryPage.parse(line);
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /// A page that forgot everything finds the keys again by the passkey; without its user it
  /// doesn't.
  private static void comesBack(String key) throws Exception {
    Seen again = does("reload", Map.of());
    assertThat(again.texts("keys")).isEmpty();
    does("expect", Map.of("text", up().policy()));
    Seen found = press("Use one that you have");
    assertThat(found.text("words"))
        .isEqualTo("The vault has 2 keys that were made for this passkey.");
    assertThat(found.texts("keys")).hasSize(2).contains(key);
    does("choose", Map.of("id", "keys-which", "value", key));
    does("fill", Map.of("fields", Map.of("keys-text", TEXT)));
    Seen signed = press("Sign the message");
    assertThat(signed.text("words")).startsWith("SIMULATED. ALLOWED by the rule messages.");
  }

  /// `-Dstrongroom.pictures=FOLDER` makes that of the docs.
  private static void picture() throws Exception {
    String folder = System.getProperty("strongroom.pictures", "target/pictures");
    Path file = Path.of(folder, "keys-light.png").toAbsolutePath();
    does("size", Map.of("width", 1000));
    does("picture", Map.of("file", file.toString(), "most", 2300));
    assertThat(file).isNotEmptyFile();
  }

  private static void looks() throws Exception {
    assertThat(does("size", Map.of("width", 360)).flag("wide")).as("scrolls sideways").isFalse();
    Seen found = does("axe", Map.of());
    assertThat(found.texts("serious")).isEmpty();
    assertThat(found.number("passes")).isGreaterThan(15);
  }
}
