// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.vault.peers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.signature.RequestKey;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the vault signs for Ethereum is mined by ganache, read back by ethers, and recovered by
/// viem.
@Timeout(240)
class EvmPeersTest {
  private static final Map<String, Object> POLICY =
      Map.of(
          "version",
          1,
          "rules",
          List.of(
              Map.of(
                  "name",
                  "payments",
                  "effect",
                  "allow",
                  "acts",
                  List.of("sign"),
                  "on",
                  List.of("evm-transaction"),
                  "when",
                  "tx.value <= eth(\"1\") && tx.call.amount <= 100"),
              Map.of(
                  "name",
                  "words",
                  "effect",
                  "allow",
                  "acts",
                  List.of("sign"),
                  "on",
                  List.of("evm-message", "evm-typed-data"))));

  @TempDir private static Path folder = Path.of("");
  private static @Nullable EvmPeer evm;
  private static @Nullable VaultDeployment vault;
  private static final RequestKey AGENT = VaultDeployment.newKey();
  private static String key = "";
  private static String address = "";

  @BeforeAll
  static void start() throws Exception {
    evm = EvmPeer.start();
    vault = VaultDeployment.start(folder, Map.of());
    JsonNode born =
        vault
            .post(AGENT, "/v1/keys", Map.of("type", "secp256k1", "policy", POLICY))
            .ok()
            .body()
            .member("key");
    key = born.member("id").text();
    address = born.member("accounts").items().getFirst().member("addresses").member("evm").text();
    evm.fund(address, EvmPeer.ETHER.multiply(BigInteger.TEN));
  }

  @AfterAll
  static void stop() throws IOException {
    if (vault != null) {
      vault.close();
    }
    if (evm != null) {
      evm.close();
    }
  }

  private static VaultReply sign(Map<String, ?> payload) throws Exception {
    return vault.post(AGENT, "/v1/keys/" + key + "/sign", payload);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void paymentsAreMined(int type) throws Exception {
    BigInteger before = evm.balance(EvmPeer.SHOP);
    BigInteger wei = BigInteger.valueOf(1_000_000_007L + type);
    JsonNode mined = evm.mined(address, sign(evm.payment(type, address, wei)).ok().result());
    assertThat(mined.member("type").value()).isEqualTo((long) type);
    assertThat(mined.member("to").text()).isEqualTo(EvmPeer.SHOP);
    assertThat(mined.member("value").text()).isEqualTo(wei.toString());
    assertThat(mined.member("accessList").value())
        .isEqualTo(type == 1 ? List.of(EvmPeer.SHOP) : List.of());
    assertThat(evm.balance(EvmPeer.SHOP)).isEqualTo(before.add(wei));
    sign(evm.payment(type, address, EvmPeer.ETHER.add(BigInteger.ONE))).refused("no-rule");
  }

  @Test
  void tokensAreTransferred() throws Exception {
    String token = evm.libraries().ask("deploy", Map.of()).member("address").text();
    evm.libraries().ask("give", Map.of("contract", token, "to", address, "amount", "500"));
    for (int type = 0; type <= 2; type++) {
      JsonNode mined = evm.mined(address, sign(transfer(type, token, "100")).ok().result());
      assertThat(mined.member("to").text()).isEqualTo(token);
      assertThat(mined.member("events").value()).as("the token's own event").isEqualTo(1L);
      sign(transfer(type, token, "101")).refused("no-rule");
    }
    assertThat(tokens(token, address)).isEqualTo("200");
    assertThat(tokens(token, EvmPeer.SHOP)).isEqualTo("300");
  }

  private static Map<String, Object> transfer(int type, String token, String amount)
      throws Exception {
    String data =
        evm.libraries()
            .ask("transferData", Map.of("contract", token, "to", EvmPeer.SHOP, "amount", amount))
            .member("data")
            .text();
    return evm.payload(Map.of("type", type, "from", address, "to", token, "data", data));
  }

  private static String tokens(String token, String owner) throws Exception {
    return evm.libraries()
        .ask("balances", Map.of("contract", token, "address", owner))
        .member("tokens")
        .text();
  }

  /// EIP-7702, which ganache doesn't know: viem alone says whose it is.
  @Test
  void delegationsAreRecovered() throws Exception {
    String transaction =
        evm.libraries().ask("delegation", Map.of("to", EvmPeer.SHOP)).member("transaction").text();
    JsonNode result =
        sign(Map.of("form", "evm-transaction", "transaction", transaction)).ok().result();
    JsonNode decoded =
        evm.libraries().ask("decoded", Map.of("raw", result.member("result").text()));
    assertThat(decoded.member("type").text()).isEqualTo("eip7702");
    assertThat(decoded.member("signer").text()).isEqualTo(address);
  }

  @Test
  void aChangedTransactionIsSomebodyElses() throws Exception {
    JsonNode result =
        sign(evm.payment(2, address, BigInteger.valueOf(77_777_777_777L))).ok().result();
    String changed = result.member("result").text().replace("35".repeat(20), "36".repeat(20));
    assertThat(evm.libraries().ask("decoded", Map.of("raw", changed)).member("signer").text())
        .isNotEqualTo(address);
  }

  @Test
  void typedDataAndMessagesVerify() throws Exception {
    JsonNode typed =
        evm.libraries()
            .ask(
                "typedPayload",
                Map.of(
                    "domain",
                    Map.of(
                        "name",
                        "Shop",
                        "version",
                        "1",
                        "chainId",
                        1337,
                        "verifyingContract",
                        EvmPeer.SHOP),
                    "types",
                    Map.of(
                        "Order",
                        List.of(
                            Map.of("name", "buyer", "type", "address"),
                            Map.of("name", "items", "type", "Item[]")),
                        "Item",
                        List.of(
                            Map.of("name", "what", "type", "string"),
                            Map.of("name", "price", "type", "uint256"))),
                    "value",
                    Map.of(
                        "buyer",
                        address,
                        "items",
                        List.of(
                            Map.of("what", "tea", "price", "7"),
                            Map.of("what", "honey", "price", "1" + "0".repeat(30))))));
    String signature =
        sign(Map.of("form", "evm-typed-data", "typedData", typed.value()))
            .ok()
            .result()
            .member("result")
            .text();
    JsonNode said =
        evm.libraries()
            .ask(
                "typedData",
                Map.of("address", address, "typedData", typed.value(), "signature", signature));
    assertThat(said.member("viem").flag()).isTrue();
    assertThat(said.member("ethers").text()).isEqualTo(address);
    String text = "Zwölf Bücher\nat 10 o'clock";
    String message =
        sign(Map.of("form", "evm-message", "text", text)).ok().result().member("result").text();
    JsonNode heard =
        evm.libraries()
            .ask("message", Map.of("address", address, "text", text, "signature", message));
    assertThat(heard.member("viem").flag()).isTrue();
    assertThat(heard.member("ethers").text()).isEqualTo(address);
    JsonNode other =
        evm.libraries()
            .ask("message", Map.of("address", address, "text", "no", "signature", message));
    assertThat(other.member("viem").flag()).isFalse();
  }
}
