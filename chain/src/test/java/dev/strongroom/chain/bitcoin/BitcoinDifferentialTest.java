// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.Signed;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.chain.fixtures.UtxoScripts;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// PSBTs that bitcoinjs-lib made, signed and completed.
class BitcoinDifferentialTest {
  private static List<JsonNode> made;

  @BeforeAll
  static void make() throws Exception {
    List<JsonNode> nodes = new ArrayList<>();
    for (String line : UtxoScripts.run("bitcoin.js", List.of("400", "2026"), List.of())) {
      nodes.add(JsonNode.parse(line));
    }
    made = nodes;
    assertThat(made).hasSizeGreaterThan(300);
  }

  @Test
  void theSameAddresses() throws Exception {
    for (JsonNode one : made) {
      List<JsonNode> expected = one.member("addresses").items();
      BitcoinNetwork network = network(one);
      PublicKey key = key(one);
      List<BitcoinAddress> ours =
          List.of(
              BitcoinAddress.p2pkh(key, network),
              BitcoinAddress.p2wpkh(key, network),
              BitcoinAddress.p2tr(key, network));
      for (int i = 0; i < ours.size(); i++) {
        assertThat(ours.get(i).text()).isEqualTo(expected.get(i).text());
        assertThat(BitcoinAddress.parse(expected.get(i).text(), network)).isEqualTo(ours.get(i));
      }
    }
  }

  @Test
  void theSameHashesToSign() throws Exception {
    int compared = 0;
    for (JsonNode one : made) {
      List<SigningItem> ours = parse(one).toSign(key(one));
      List<JsonNode> expected = one.member("items").items();
      assertThat(ours).hasSameSizeAs(expected);
      for (int i = 0; i < ours.size(); i++) {
        JsonNode item = expected.get(i);
        String tweak = item.member("tweak").anyText();
        assertThat(ours.get(i).data().hex()).isEqualTo(item.member("hash").text());
        assertThat(ours.get(i).taprootTweak().map(Bytes::hex).orElse("")).isEqualTo(tweak);
        assertThat(ours.get(i).scheme()).isEqualTo(tweak.isEmpty() ? Scheme.ECDSA : Scheme.SCHNORR);
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(600);
  }

  @Test
  void theSameSignedTransactions() throws Exception {
    int completed = 0;
    List<String> partial = new ArrayList<>();
    for (JsonNode one : made) {
      Signed ours = parse(one).signed(key(one), signatures(one));
      if (one.member("all").flag()) {
        assertThat(ours.result().hex()).isEqualTo(one.member("final").text());
        assertThat(ours.id().hex()).isEqualTo(one.member("id").text());
        completed++;
      } else {
        partial.add(
            "{\"theirs\":\"%s\",\"ours\":\"%s\"}"
                .formatted(one.member("partial").text(), ours.result().hex()));
        assertThat(BitcoinTransaction.parse(ours.result(), network(one)).psbt())
            .isEqualTo(ours.result());
      }
    }
    assertThat(completed).isGreaterThan(200);
    assertThat(partial).hasSizeGreaterThan(30);
    List<String> answer = UtxoScripts.run("bitcoin.js", List.of("check"), partial);
    assertThat(answer).containsExactly("{\"checked\":" + partial.size() + "}");
  }

  @Test
  void theSameFacts() throws Exception {
    for (JsonNode one : made) {
      Facts facts = parse(one).facts(key(one));
      Map<String, Object> members = facts.members();
      assertThat(members)
          .containsEntry("network", one.member("network").text())
          .containsEntry("version", one.member("version").value())
          .containsEntry("locktime", one.member("locktime").value())
          .containsEntry("replaceable", one.member("replaceable").flag())
          .containsEntry("sent", new BigInteger(one.member("sent").text()))
          .containsEntry("fee", new BigInteger(one.member("fee").text()))
          .containsEntry("inputs", coins(one.member("inputs"), List.of("mine")))
          .containsEntry("outputs", coins(one.member("outputs"), List.of("mine", "data")))
          .hasSize(9);
      assertThat(facts.unsure()).containsExactlyElementsOf(unsure(one));
      if (one.member("all").flag()) {
        long size = one.member("size").integer(1, 1_000_000);
        long rate = (Long) members.get("fee_rate");
        long exact = Math.ceilDiv(((BigInteger) members.get("fee")).longValueExact(), size);
        // The estimate takes no notice of signatures that happen to be shorter.
        assertThat((double) rate).isBetween(exact * 0.95, exact * 1.01 + 1);
      }
    }
  }

  private static List<Map<String, Object>> coins(JsonNode list, List<String> flags)
      throws Exception {
    List<Map<String, Object>> coins = new ArrayList<>();
    for (JsonNode item : list.items()) {
      Map<String, Object> coin = new HashMap<>();
      coin.put("address", item.member("address").anyText());
      coin.put("amount", new BigInteger(item.member("amount").text()));
      for (String flag : flags) {
        coin.put(flag, item.member(flag).flag());
      }
      coins.add(coin);
    }
    return coins;
  }

  private static List<String> unsure(JsonNode one) throws Exception {
    List<JsonNode> inputs = one.member("inputs").items();
    boolean odd = false;
    for (JsonNode output : one.member("outputs").items()) {
      odd = odd || output.member("odd").flag();
    }
    boolean sighash = false;
    boolean unproven = false;
    for (int i = 0; i < inputs.size(); i++) {
      JsonNode input = inputs.get(i);
      int type = input.member("type").integer(0, 255);
      sighash = sighash || (input.member("mine").flag() && type > 1);
      for (int j = 0; j < inputs.size(); j++) {
        boolean commits = input.member("taproot").flag() && type < 0x80;
        boolean signs = input.member("mine").flag() && j != i && !commits;
        unproven = unproven || (signs && !inputs.get(j).member("whole").flag());
      }
    }
    List<String> unsure = new ArrayList<>();
    if (odd) {
      unsure.add("unknown-output-script");
    }
    if (!one.member("all").flag()) {
      unsure.add("foreign-inputs");
    }
    if (sighash) {
      unsure.add("sighash");
    }
    if (unproven) {
      unsure.add("unproven-amounts");
    }
    return unsure;
  }

  private static List<Bytes> signatures(JsonNode one) throws Exception {
    List<Bytes> signatures = new ArrayList<>();
    for (JsonNode item : one.member("items").items()) {
      signatures.add(Bytes.fromHex(item.member("signature").text()));
    }
    return signatures;
  }

  private static BitcoinTransaction parse(JsonNode one) throws Exception {
    return BitcoinTransaction.parse(Bytes.fromHex(one.member("psbt").text()), network(one));
  }

  private static BitcoinNetwork network(JsonNode one) throws Exception {
    return BitcoinNetwork.of(one.member("network").text()).orElseThrow();
  }

  private static PublicKey key(JsonNode one) throws Exception {
    return new PublicKey(Curve.SECP256K1, Bytes.fromHex(one.member("key").text()));
  }
}
