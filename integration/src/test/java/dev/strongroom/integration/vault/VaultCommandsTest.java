// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.channel.custody.EncryptionKey;
import dev.strongroom.channel.custody.KeyEnvelope;
import dev.strongroom.channel.custody.KeySecret;
import dev.strongroom.client.vault.HistoryPage;
import dev.strongroom.integration.notary.PolicyText;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.testkit.EnclaveUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom keys`, `wallet` and `policy` and a vault: the command in its own process, the
/// attested channel, signed requests and receipts are real.
class VaultCommandsTest {
  private static @Nullable EnclaveUnderTest started;

  @TempDir private Path folder = Path.of("");

  @BeforeAll
  static void start() throws Exception {
    started = TestVault.start();
  }

  @AfterAll
  static void stop() throws Exception {
    vault().close();
  }

  private static EnclaveUnderTest vault() {
    return Objects.requireNonNull(started);
  }

  @BeforeEach
  void files() throws Exception {
    Files.writeString(folder.resolve("policy.json"), PolicyText.of(vault()));
    Files.writeString(folder.resolve("allow.json"), TestVault.allowing());
    Files.writeString(folder.resolve("refuse.json"), TestVault.upTo5());
  }

  private CommandLine run(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(CommandLine.to(vault()));
    return CommandLine.run(folder, all);
  }

  private static JsonNode json(CommandLine run) throws Exception {
    assertThat(run.out()).as(run.err()).endsWith("\n");
    return JsonNode.parse(run.out().strip());
  }

  private String created(String type, String rule) throws Exception {
    CommandLine run =
        run("keys", "create", "--type", type, "--rules", rule + ".json", "--label", "L", "--json");
    assertThat(run.status()).as(run.err()).isZero();
    return json(run).member("key").member("id").text();
  }

  @Test
  void aKeyIsMadeShownAndListed() throws Exception {
    CommandLine made = run("keys", "create", "--type", "ed25519", "--rules", "allow.json");
    assertThat(made.err()).isEmpty();
    assertThat(made.status()).isZero();
    assertThat(made.out())
        .contains("ed25519", "active", "receipt", "example.com/vault-log", "SIMULATED");
    String id = made.out().lines().findFirst().orElseThrow().substring(12).strip();
    Path agent = folder.resolve("home/.local/state/strongroom/agent.key");
    assertThat(Files.getPosixFilePermissions(agent))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.size(agent)).isEqualTo(32);
    assertThat(run("keys", "list").out()).contains(id);
    assertThat(run("keys", "show", id).out()).contains(id, "solana", "agent:ed25519:");
    assertThat(run("keys", "show", id, "--rules").out()).contains("\"name\":\"allow\"");
    assertThat(run("keys", "list", "--agent-key", "other.key").out()).contains("no keys");
  }

  @Test
  void itSignsAndTheReceiptStandsAlone() throws Exception {
    String id = created("ed25519", "allow");
    CommandLine run =
        run("keys", "sign", id, "message", "0x616263", "--json", "--receipt", "r.receipt.json");
    assertThat(run.status()).as(run.err()).isZero();
    JsonNode result = json(run).member("results").items().getFirst();
    Bytes signature = Bytes.fromHex(result.member("signatures").items().getFirst().text());
    assertThat(
            SigningKey.verifies(
                Bytes.fromHex(result.member("publicKey").text()),
                new byte[] {'a', 'b', 'c'},
                signature))
        .isTrue();
    assertThat(run.err()).contains("SIMULATED");
    CommandLine verified =
        run("keys", "verify", id, "message", "616263", "--signature", signature.hex());
    assertThat(verified.out()).startsWith("valid");
    assertThat(verified.status()).isZero();
    CommandLine not =
        run("keys", "verify", id, "message", "616264", "--signature", signature.hex());
    assertThat(not.out()).startsWith("NOT VALID");
    assertThat(not.status()).isEqualTo(1);
    String receipts =
        "{\"version\":1,\"kind\":\"receipt\",\"logs\":{\"ignore\":\"a test\"},\"enclave\":{\"require\":"
            + PolicyText.of(vault())
            + "},\"witnesses\":{\"ignore\":\"none\"},\"timestamps\":{\"ignore\":\"none\"},"
            + "\"time\":{\"ignore\":\"any\"}}";
    Files.writeString(folder.resolve("receipts.json"), receipts);
    CommandLine checked =
        CommandLine.run(
            folder, List.of("check", "r.receipt.json", "--policy", "receipts.json", "--wide"));
    assertThat(checked.out()).contains("ACCEPTED", "key-used");
    assertThat(checked.status()).isZero();
  }

  @Test
  void aRefusalHasItsRuleItsValueAndItsStatus() throws Exception {
    String id = created("secp256k1", "refuse");
    CommandLine run = run("keys", "sign", id, "evm-transaction", TestVault.TRANSFER);
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("REFUSED", "no-rule", "small", "tx.value is 7");
    CommandLine asJson = run("keys", "sign", id, "evm-transaction", TestVault.TRANSFER, "--json");
    assertThat(asJson.status()).isEqualTo(1);
    JsonNode error = json(asJson).member("error");
    assertThat(error.member("code").text()).isEqualTo("no-rule");
    assertThat(error.member("findings").items().getFirst().member("rule").text())
        .isEqualTo("small");
    CommandLine explained =
        run("keys", "sign", id, "evm-transaction", TestVault.TRANSFER, "--explain");
    assertThat(explained.status()).isEqualTo(1);
    assertThat(explained.out()).contains("refused", "no-rule", "tx.value is 7", "what the policy");
  }

  @Test
  void whatOthersHaveToApproveWaits() throws Exception {
    String listed = run("keys", "list", "--agent-key", "other.key").out();
    String other = listed.lines().findFirst().orElseThrow().substring(12).strip();
    Files.writeString(folder.resolve("approve.json"), TestVault.approvedBy(other));
    String id = created("ed25519", "approve");
    CommandLine asked = run("keys", "sign", id, "solana-message", "hello", "--json");
    assertThat(asked.status()).isEqualTo(3);
    String proposal = json(asked).member("proposal").text();
    CommandLine text = run("keys", "sign", id, "solana-message", "hello");
    assertThat(text.status()).isEqualTo(3);
    assertThat(text.out()).contains("APPROVALS NEEDED", "keys approve " + id + " " + proposal);
    CommandLine unknown = run("keys", "approve", id, "00", "--agent-key", "other.key");
    assertThat(unknown.status()).isEqualTo(1);
    assertThat(unknown.err()).contains("REFUSED");
    CommandLine approved = run("keys", "approve", id, proposal, "--agent-key", "other.key");
    assertThat(approved.status()).as(approved.err()).isZero();
    assertThat(run("keys", "sign", id, "solana-message", "hello").status()).isZero();
  }

  @Test
  void filesAreEncryptedDecryptedAndAuthenticated() throws Exception {
    Files.writeString(folder.resolve("secret.txt"), "a secret");
    String id = created("x25519", "allow");
    CommandLine sealed = run("keys", "encrypt", id, "secret.txt", "-o", "sealed", "--context", "c");
    assertThat(sealed.status()).as(sealed.err()).isZero();
    CommandLine opened =
        run("keys", "decrypt", id, "sealed", "-o", "opened", "--context", "c", "--json");
    assertThat(opened.status()).as(opened.err()).isZero();
    assertThat(opened.out()).doesNotContain(Bytes.utf8("a secret").hex());
    assertThat(folder.resolve("opened")).hasContent("a secret");
    assertThat(Files.getPosixFilePermissions(folder.resolve("opened")))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    CommandLine other = run("keys", "decrypt", id, "sealed", "-o", "nothing");
    assertThat(other.status()).isEqualTo(1);
    assertThat(folder.resolve("nothing")).doesNotExist();
    CommandLine mac = run("keys", "mac", created("hmac", "allow"), "secret.txt", "--json");
    assertThat(json(mac).member("mac").text()).hasSize(64);
  }

  @Test
  void ownersDecideAboutTheKey() throws Exception {
    String id = created("ed25519", "allow");
    CommandLine off = run("keys", "disable", id);
    assertThat(off.status()).as(off.err()).isZero();
    assertThat(run("keys", "show", id).out()).contains("disabled");
    CommandLine disabled = run("keys", "sign", id, "message", "00");
    assertThat(disabled.status()).isEqualTo(1);
    assertThat(disabled.err()).contains("REFUSED", "disabled");
    assertThat(run("keys", "enable", id).status()).isZero();
    assertThat(run("keys", "show", id).out()).contains("active");
    assertThat(run("keys", "rotate", id).status()).isZero();
    assertThat(run("keys", "show", id).out()).contains("version     2");
    assertThat(run("keys", "destroy", id, "--confirm", "other").status()).isEqualTo(2);
    assertThat(run("keys", "destroy", id, "--confirm", id).status()).isZero();
    assertThat(run("keys", "show", id).out()).contains("destroyed");
  }

  @Test
  void aHistoryShowsThatNothingIsMissing() throws Exception {
    String id = created("secp256k1", "refuse");
    for (int i = 0; i < 2; i++) {
      run("keys", "sign", id, "evm-transaction", TestVault.TRANSFER);
    }
    CommandLine shown = run("keys", "history", id, "-o", "saved.jsonl");
    assertThat(shown.status()).as(shown.out() + shown.err()).isZero();
    assertThat(shown.out())
        .contains("key-born", "refusal", "history", "COMPLETE", "none is missing");
    List<String> offline =
        List.of("keys", "history", "--check", "saved.jsonl", "--policy", "policy.json");
    CommandLine again = CommandLine.run(folder, offline);
    assertThat(again.status()).as(again.out() + again.err()).isZero();
    assertThat(again.out()).contains("COMPLETE");
    // Without one of the refusals.
    List<String> lines = Files.readAllLines(folder.resolve("saved.jsonl"));
    HistoryPage page = HistoryPage.parse(lines.get(1));
    List<Receipt> fewer = new ArrayList<>(page.entries());
    fewer.remove(1);
    Files.writeString(
        folder.resolve("saved.jsonl"),
        lines.getFirst() + "\n" + new HistoryPage(fewer, page.statement()).json() + "\n");
    CommandLine missing = CommandLine.run(folder, offline);
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.out()).contains("INCOMPLETE", "history.numbers", "is missing");
  }

  @Test
  void policiesAreJudgedWithoutAVault() throws Exception {
    assertThat(CommandLine.run(folder, List.of("policy", "check", "refuse.json")).status())
        .isZero();
    Files.writeString(
        folder.resolve("wrong.json"), TestVault.upTo5().replace("tx.value", "tx.amount"));
    CommandLine wrong = CommandLine.run(folder, List.of("policy", "check", "wrong.json"));
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(wrong.err()).contains("rules[0].when", "amount");
    Files.writeString(
        folder.resolve("request.json"),
        "{\"form\":\"evm-transaction\",\"transaction\":\""
            + TestVault.TRANSFER
            + "\",\"publicKey\":\"secp256k1:02"
            + "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798\"}");
    CommandLine refused =
        CommandLine.run(folder, List.of("policy", "explain", "refuse.json", "request.json"));
    assertThat(refused.status()).as(refused.err()).isEqualTo(1);
    assertThat(refused.out()).contains("REFUSED", "small", "tx.value is 7", "chain_id");
    CommandLine allowed =
        CommandLine.run(folder, List.of("policy", "explain", "allow.json", "request.json"));
    assertThat(allowed.status()).as(allowed.err()).isZero();
    assertThat(allowed.out()).contains("ALLOWED");
  }

  @Test
  void policiesAreTriedAndApplied() throws Exception {
    String id = created("ed25519", "allow");
    assertThat(run("keys", "sign", id, "message", "00").status()).isZero();
    CommandLine tried = run("policy", "test", id, "refuse.json", "--last", "5");
    assertThat(tried.status()).as(tried.err()).isZero();
    assertThat(tried.out()).contains("-> refused", "1 acts, 1 would end otherwise");
    assertThat(run("policy", "apply", id, "refuse.json").status()).isZero();
    assertThat(run("keys", "sign", id, "message", "00").status()).isEqualTo(1);
  }

  @Test
  void sessionsAreOpenedAndRevoked() throws Exception {
    String expires = Instant.now().plusSeconds(3600).truncatedTo(ChronoUnit.SECONDS).toString();
    Files.writeString(folder.resolve("scope.json"), "{\"forms\":[\"message\"],\"uses\":3}");
    String id = created("ed25519", "allow");
    String listed = run("keys", "list", "--agent-key", "session.key").out();
    String key = listed.lines().findFirst().orElseThrow().substring(18).strip();
    CommandLine opened =
        run("keys", "session", id, "--for", key, "--scope", "scope.json", "--expires", expires);
    assertThat(opened.status()).as(opened.err()).isZero();
    assertThat(opened.out()).contains(key, expires);
    assertThat(run("keys", "show", id).out()).contains(key);
    assertThat(run("keys", "session", id, "--revoke", key).status()).isZero();
    assertThat(run("keys", "show", id).out()).contains("(revoked)");
    assertThat(run("keys", "session", id, "--for", key).status()).isEqualTo(2);
  }

  @Test
  void aWalletIsASeedWithAddresses() throws Exception {
    CommandLine made = run("wallet", "create", "--rules", "allow.json", "--json");
    assertThat(made.status()).as(made.err()).isZero();
    String id = json(made).member("key").member("id").text();
    assertThat(json(made).member("key").member("type").text()).isEqualTo("seed");
    assertThat(run("wallet", "show", id).out())
        .contains("m/44'/501'/0'/0'", "m/84'/0'/0'/0/0", "evm", "bitcoin");
    CommandLine signed = run("wallet", "sign", id, "solana-message", "hello");
    assertThat(signed.status()).as(signed.err()).isZero();
    assertThat(signed.out()).contains("signature", "receipt");
  }

  @Test
  void anotherEnclaveIsSentNothing() throws Exception {
    String policy = Files.readString(folder.resolve("policy.json"));
    int digit = policy.indexOf("\"pcr2\": \"") + 9;
    Files.writeString(
        folder.resolve("policy.json"),
        policy.substring(0, digit)
            + (policy.charAt(digit) == '0' ? '1' : '0')
            + policy.substring(digit + 1));
    CommandLine run = run("keys", "list");
    assertThat(run.status()).isEqualTo(1);
    assertThat(run.err()).contains("nothing was sent");
  }

  @Test
  void whatIsWronglyAskedIsSaidBefore() throws Exception {
    assertThat(run("keys", "show", "..").err()).contains("isn't a key's id");
    assertThat(run("keys", "sign", "00", "poem", "x").err()).contains("isn't a form");
    assertThat(run("keys", "sign", "00", "message", "xyz").err()).contains("hexadecimal");
    assertThat(run("keys", "sign", "00", "message").err()).contains("CONTENT or --file");
    CommandLine unknown = run("keys", "show", "00");
    assertThat(unknown.err()).contains("REFUSED");
    assertThat(unknown.status()).isEqualTo(1);
    Path agent = folder.resolve("open.key");
    Files.write(agent, new byte[32]);
    Files.setPosixFilePermissions(agent, PosixFilePermissions.fromString("rw-r--r--"));
    CommandLine readable = run("keys", "list", "--agent-key", "open.key");
    assertThat(readable.err()).contains("open.key");
    assertThat(readable.status()).isEqualTo(2);
  }

  @Test
  void aKeyGoesOutAndComesIn() throws Exception {
    CommandLine made =
        run(
            "keys",
            "create",
            "--type",
            "ed25519",
            "--rules",
            "allow.json",
            "--exportable",
            "--json");
    String id = json(made).member("key").member("id").text();
    EncryptionKey mine = EncryptionKey.generate(new SecureRandom());
    CommandLine out =
        run("keys", "export", id, "--recipient", mine.publicKey().hex(), "-o", "out.json");
    assertThat(out.status()).as(out.err()).isZero();
    String recipient = json(run("keys", "import", "--begin", "--json")).member("recipient").text();
    KeyEnvelope envelope =
        KeyEnvelope.parse(JsonNode.parse(Files.readString(folder.resolve("out.json"))));
    try (KeySecret secret = envelope.open(mine)) {
      Files.writeString(
          folder.resolve("in.json"),
          KeyEnvelope.seal(
                  KeyEnvelope.Purpose.IMPORT,
                  id,
                  secret,
                  Bytes.fromHex(recipient),
                  new SecureRandom())
              .json());
    }
    CommandLine in = run("keys", "import", "in.json", "--rules", "allow.json", "--json");
    assertThat(in.status()).as(in.err()).isZero();
    assertThat(json(in).member("key").member("accounts").value())
        .isEqualTo(json(made).member("key").member("accounts").value());
    assertThat(run("keys", "import", "in.json", "--rules", "allow.json").err())
        .contains("no-such-import");
    assertThat(run("keys", "import").status()).isEqualTo(2);
  }
}
