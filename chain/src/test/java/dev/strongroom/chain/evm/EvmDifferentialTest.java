// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.Signable;
import dev.strongroom.chain.Signed;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.evm.fixtures.Ethers;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A second opinion: what ethers makes of random requests. `-Dstrongroom.evm.seed=N` repeats a run,
/// `-Dstrongroom.evm.count=N` makes it longer.
class EvmDifferentialTest {
  private static final long SEED =
      Long.getLong("strongroom.evm.seed", new Random().nextInt(Integer.MAX_VALUE));
  private static final int COUNT = Integer.getInteger("strongroom.evm.count", 150);

  private static List<JsonNode> lines;

  @BeforeAll
  static void ask() throws Exception {
    System.err.println("ethers is asked with -Dstrongroom.evm.seed=" + SEED);
    lines = Ethers.vectors(SEED, COUNT);
  }

  @Test
  void transactions() throws Exception {
    Set<Object> types = new HashSet<>();
    List<JsonNode> found = of("transaction");
    assertThat(found).hasSize(4 * COUNT);
    for (JsonNode line : found) {
      EvmTransaction transaction = EvmTransaction.parse(bytes(line, "unsigned"));
      Signed signed = assertSigns(transaction, line);
      assertThat(signed.result()).as(line.toString()).isEqualTo(bytes(line, "signed"));
      assertThat(signed.id()).isEqualTo(bytes(line, "hash"));
      SignedEvmTransaction again = SignedEvmTransaction.parse(bytes(line, "signed"));
      assertThat(again.transaction().unsigned()).isEqualTo(bytes(line, "unsigned"));
      assertThat(again.signature()).isEqualTo(bytes(line, "signature"));
      assertThat(again.signer()).isEqualTo(key(line));
      assertThat(again.id()).isEqualTo(bytes(line, "hash"));
      Facts facts = transaction.facts(key(line));
      assertFields(facts.members(), line);
      types.add(facts.members().get("type"));
    }
    assertThat(types).containsExactlyInAnyOrder(0L, 1L, 2L, 4L);
  }

  private static void assertFields(Map<String, Object> members, JsonNode line)
      throws MalformedJsonException {
    String data = line.member("data").anyText();
    BigInteger gas = amount(line, "gas");
    List<Object> authorizations = new ArrayList<>();
    for (Object each : (List<?>) line.member("authorizations").value()) {
      JsonNode node = new JsonNode(each, "");
      authorizations.add(
          Map.of(
              "chain_id", amount(node, "chainId").longValueExact(),
              "address", node.member("address").text(),
              "nonce", amount(node, "nonce").longValueExact()));
    }
    String to = line.member("to").anyText();
    assertThat(members)
        .as(line.toString())
        .containsEntry("type", line.member("type").value())
        .containsEntry("chain_id", amount(line, "chainId").longValueExact())
        .containsEntry("nonce", amount(line, "nonce").longValueExact())
        .containsEntry("creates", to.isEmpty())
        .containsEntry("to", to)
        .containsEntry("value", amount(line, "value"))
        .containsEntry("gas", gas.longValueExact())
        .containsEntry("gas_price", amount(line, "gasPrice"))
        .containsEntry("priority_fee", amount(line, "priorityFee"))
        .containsEntry("max_fee", gas.multiply(amount(line, "gasPrice")))
        .containsEntry("data_length", data.length() / 2L)
        .containsEntry("selector", data.length() < 8 ? "" : "0x" + data.substring(0, 8))
        .containsEntry("access_list", line.member("accessList").value())
        .containsEntry("authorizations", authorizations)
        .containsKey("call")
        .hasSize(15);
  }

  @Test
  void calls() throws Exception {
    Set<String> names = new HashSet<>();
    for (JsonNode line : of("call")) {
      EvmCall call = EvmCall.read(bytes(line, "data")).orElseThrow();
      names.add(call.name());
      assertThat(call.members())
          .as(line.toString())
          .containsEntry("name", line.member("name").text())
          .containsEntry("recipient", line.member("recipient").anyText())
          .containsEntry("sender", line.member("sender").anyText())
          .containsEntry("amount", amount(line, "amount"))
          .containsEntry("token_id", amount(line, "token"))
          .containsEntry("approved", line.member("approved").flag());
      assertThat(call.complete()).isEqualTo(line.member("more").anyText().isEmpty());
    }
    assertThat(names).hasSizeGreaterThan(5);
  }

  @Test
  void messages() throws Exception {
    List<JsonNode> found = of("message");
    assertThat(found).hasSize(COUNT);
    for (JsonNode line : found) {
      EvmMessage message = EvmMessage.parse(bytes(line, "message"));
      assertThat(assertSigns(message, line).result()).isEqualTo(bytes(line, "written"));
    }
  }

  @Test
  void typedData() throws Exception {
    List<JsonNode> found = of("typed");
    assertThat(found).hasSize(COUNT);
    for (JsonNode line : found) {
      EvmTypedData data = EvmTypedData.parse(line.member("payload"));
      assertThat(assertSigns(data, line).result()).isEqualTo(bytes(line, "written"));
      // The form that ethers asks wallets with.
      JsonNode own = JsonNode.parse(line.member("ethers").text());
      EvmTypedData again = EvmTypedData.parse(own);
      assertThat(again.digest()).isEqualTo(data.digest());
      assertThat(again.facts(key(line))).isEqualTo(data.facts(key(line)));
      assertThat(
              TypedDataTypes.parse(own.member("types"), own.member("primaryType").text())
                  .encoded("Order"))
          .isEqualTo(line.member("encoded").text());
    }
  }

  @Test
  void changedBytesAreRefusedOrReadAsTheyAre() throws Exception {
    Map<Object, Integer> done = new HashMap<>();
    int refused = 0;
    int read = 0;
    for (JsonNode line : of("transaction")) {
      if (done.merge(line.member("type").value(), 1, Integer::sum) > 5) {
        continue;
      }
      byte[] unsigned = bytes(line, "unsigned").toByteArray();
      for (int i = 0; i < unsigned.length; i++) {
        byte[] changed = unsigned.clone();
        for (int other = 0; other < 256; other++) {
          changed[i] = (byte) other;
          if (accepted(Bytes.copyOf(changed))) {
            read++;
          } else {
            refused++;
          }
        }
        assertThat(accepted(Bytes.copyOf(unsigned).slice(0, i))).isFalse();
      }
    }
    assertThat(read).isGreaterThan(100);
    assertThat(refused).isGreaterThan(100);
  }

  @Test
  void changedSignedTransactionsAreRefusedOrReadAsTheyAre() throws Exception {
    Random random = new Random(SEED);
    int read = 0;
    for (JsonNode line : of("transaction")) {
      byte[] signed = bytes(line, "signed").toByteArray();
      for (int i = 0; i < 40; i++) {
        byte[] changed = signed.clone();
        changed[random.nextInt(changed.length)] = (byte) random.nextInt();
        Bytes input = Bytes.copyOf(changed);
        try {
          SignedEvmTransaction found = SignedEvmTransaction.parse(input);
          Signed again = found.transaction().signed(found.signer(), List.of(found.signature()));
          assertThat(again.result()).isEqualTo(input);
          assertThat(again.id()).isEqualTo(found.id());
          read++;
        } catch (UndecodableException e) {
          assertThat(e.code()).isNotEmpty();
        }
      }
    }
    assertThat(read).isGreaterThan(COUNT);
  }

  /// Whether it is read, as exactly what it says.
  private static boolean accepted(Bytes unsigned) {
    try {
      EvmTransaction transaction = EvmTransaction.parse(unsigned);
      boolean legacy = unsigned.at(0) >= 0xc0;
      Bytes list = unsigned.slice(legacy ? 0 : 1, unsigned.length());
      assertThat(RlpReader.read(list).encoded()).isEqualTo(list);
      assertThat(transaction.unsigned()).isEqualTo(unsigned);
      return true;
    } catch (UndecodableException e) {
      return false;
    }
  }

  private static Signed assertSigns(Signable signable, JsonNode line) throws Exception {
    PublicKey key = key(line);
    Bytes digest = bytes(line, "digest");
    Bytes signature = bytes(line, "signature");
    assertThat(EvmAddress.of(key).text()).isEqualTo(line.member("address").text());
    assertThat(EvmAddress.parse(line.member("address").text())).isEqualTo(EvmAddress.of(key));
    assertThat(signable.toSign(key))
        .as(line.toString())
        .containsExactly(new SigningItem(Scheme.ECDSA, digest));
    Signed signed = signable.signed(key, List.of(signature));
    Bytes written = bytes(line, "written");
    assertThat(signed.signatures()).containsExactly(written);
    assertThat(EvmSignatures.recover(digest, written)).isEqualTo(key);
    assertThat(EvmSignatures.verify(key, digest, signature.slice(0, 64))).isTrue();
    return signed;
  }

  private static List<JsonNode> of(String kind) throws MalformedJsonException {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode line : lines) {
      if (line.member("kind").text().equals(kind)) {
        found.add(line);
      }
    }
    return found;
  }

  private static PublicKey key(JsonNode line) throws MalformedJsonException {
    return new PublicKey(Curve.SECP256K1, bytes(line, "key"));
  }

  private static Bytes bytes(JsonNode line, String name) throws MalformedJsonException {
    return Bytes.fromHex(line.member(name).anyText());
  }

  private static BigInteger amount(JsonNode line, String name) throws MalformedJsonException {
    return new BigInteger(line.member(name).text());
  }
}
