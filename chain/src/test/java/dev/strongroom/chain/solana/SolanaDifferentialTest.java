// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.solana;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.Signed;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.chain.fixtures.Mutations;
import dev.strongroom.chain.fixtures.UtxoScripts;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Transactions that @solana/web3.js and @solana/spl-token made and signed.
class SolanaDifferentialTest {
  private static List<JsonNode> made;

  @BeforeAll
  static void make() throws Exception {
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : UtxoScripts.run("solana.js", List.of("400", "2026"), List.of())) {
      nodes.add(JsonNode.parse(line));
    }
    made = nodes;
    assertThat(made).hasSize(400);
  }

  @Test
  void messageAndTransactionAreTheSameToSign() throws Exception {
    for (JsonNode one : made) {
      Bytes message = bytes(one, "message");
      SigningItem item = new SigningItem(Scheme.ED25519, message);
      for (String form : List.of("message", "unsigned", "others", "mine", "full")) {
        SolanaTransaction parsed = SolanaTransaction.parse(bytes(one, form));
        assertThat(parsed.message()).isEqualTo(message);
        assertThat(parsed.toSign(key(one))).containsExactly(item);
      }
      assertThat(SolanaTransaction.parse(message).serialized()).isEqualTo(bytes(one, "unsigned"));
    }
  }

  @Test
  void theSameSignedTransactions() throws Exception {
    int complete = 0;
    for (JsonNode one : made) {
      Bytes signature = bytes(one, "signature");
      assertThat(verifies(key(one), bytes(one, "message"), signature)).isTrue();
      Signed alone =
          SolanaTransaction.parse(bytes(one, "unsigned")).signed(key(one), List.of(signature));
      assertThat(alone.result()).isEqualTo(bytes(one, "mine"));
      Signed last =
          SolanaTransaction.parse(bytes(one, "others")).signed(key(one), List.of(signature));
      assertThat(last.result()).isEqualTo(bytes(one, "full"));
      assertThat(last.id()).isEqualTo(bytes(one, "id"));
      boolean one0 = one.member("signers").items().size() == 1;
      assertThat(alone.id().isEmpty()).isEqualTo(!one0);
      complete += one0 ? 1 : 0;
    }
    assertThat(complete).isBetween(50, 350);
  }

  @Test
  void theSameFacts() throws Exception {
    int lookUps = 0;
    for (JsonNode one : made) {
      Facts facts = SolanaTransaction.parse(bytes(one, "message")).facts(key(one));
      List<String> signers = new ArrayList<>();
      for (JsonNode signer : one.member("signers").items()) {
        signers.add(signer.text());
      }
      assertThat(SolanaAddress.of(key(one))).isEqualTo(one.member("address").text());
      assertThat(facts.members())
          .containsEntry("version", one.member("version").text())
          .containsEntry("fee_payer", one.member("payer").text())
          .containsEntry(
              "pays_fee", one.member("payer").text().equals(one.member("address").text()))
          .containsEntry("signers", signers)
          .containsEntry("recent_blockhash", one.member("blockhash").text())
          .hasSize(8);
      if (one.member("looked").flag()) {
        assertThat(facts.unsure()).contains("address-lookup");
        lookUps++;
        continue;
      }
      List<Map<String, Object>> instructions = instructions(one);
      boolean known = instructions.stream().allMatch(i -> i.get("known").equals(true));
      assertThat(facts.members())
          .containsEntry("instructions", instructions)
          .containsEntry("lamports", new BigInteger(one.member("lamports").text()))
          .containsEntry(
              "programs", instructions.stream().map(i -> i.get("program")).distinct().toList());
      assertThat(facts.unsure()).isEqualTo(known ? List.of() : List.of("unknown-instruction"));
    }
    assertThat(lookUps).isGreaterThan(20);
  }

  @Test
  void hostileBytesAreRefusedOrReadAsTheyAre() throws Exception {
    int refused = 0;
    for (JsonNode one : made.subList(0, 60)) {
      refused +=
          Mutations.refused(
              bytes(one, "message"),
              500,
              7,
              data -> {
                SolanaTransaction parsed = SolanaTransaction.parse(data);
                Bytes payer = SolanaLayout.parse(parsed.message()).accounts().getFirst();
                Facts facts = parsed.facts(new PublicKey(Curve.ED25519, payer));
                assertThat(facts.members()).containsEntry("pays_fee", true);
                return parsed.message();
              });
      refused +=
          Mutations.refused(
              bytes(one, "full"), 500, 8, data -> SolanaTransaction.parse(data).serialized());
    }
    assertThat(refused).isGreaterThan(40_000);
  }

  private static List<Map<String, Object>> instructions(JsonNode one) throws Exception {
    List<Map<String, Object>> instructions = new ArrayList<>();
    for (JsonNode item : one.member("instructions").items()) {
      Map<String, Object> members = new HashMap<>();
      for (String text : List.of("program", "name", "from", "to", "authority", "mint")) {
        members.put(text, item.member(text).anyText());
      }
      members.put("known", item.member("known").flag());
      members.put("amount", new BigInteger(item.member("amount").text()));
      members.put("decimals", item.member("decimals").value());
      instructions.add(members);
    }
    return instructions;
  }

  private static boolean verifies(PublicKey key, Bytes message, Bytes signature) {
    Ed25519Signer signer = new Ed25519Signer();
    signer.init(false, new Ed25519PublicKeyParameters(key.encoded().toByteArray()));
    signer.update(message.toByteArray(), 0, message.length());
    return signer.verifySignature(signature.toByteArray());
  }

  private static Bytes bytes(JsonNode one, String member) throws Exception {
    return Bytes.fromHex(one.member(member).text());
  }

  private static PublicKey key(JsonNode one) throws Exception {
    return new PublicKey(Curve.ED25519, bytes(one, "key"));
  }
}
