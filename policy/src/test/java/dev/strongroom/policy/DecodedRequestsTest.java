// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import static dev.strongroom.policy.Requests.ask;
import static dev.strongroom.policy.Requests.rules;
import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.Form;
import dev.strongroom.chain.PlainDigest;
import dev.strongroom.chain.PlainMessage;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.bitcoin.BitcoinNetwork;
import dev.strongroom.chain.bitcoin.BitcoinTransaction;
import dev.strongroom.chain.evm.EvmMessage;
import dev.strongroom.chain.evm.EvmTransaction;
import dev.strongroom.chain.evm.EvmTypedData;
import dev.strongroom.chain.solana.SolanaMessage;
import dev.strongroom.chain.solana.SolanaTransaction;
import dev.strongroom.policy.Decision.Allowed;
import dev.strongroom.policy.expression.FormModel;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// That what the decoders make is what policies expect: one real request of each form.
class DecodedRequestsTest {
  /// The generator of secp256k1 (SEC 2, 2.4.1).
  private static final PublicKey SECP256K1 =
      new PublicKey(
          Curve.SECP256K1,
          Bytes.fromHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"));

  private static final PublicKey ED25519 =
      new PublicKey(Curve.ED25519, Bytes.fromHex("11".repeat(32)));

  private static Facts facts(Form form) throws Exception {
    return switch (form) {
      case EVM_TRANSACTION ->
          EvmTransaction.parse(
                  Bytes.fromHex(
                      "02df0107010282520894"
                          + "5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"
                          + "0580c0"))
              .facts(SECP256K1);
      case EVM_MESSAGE -> EvmMessage.parse(Bytes.utf8("hello")).facts(SECP256K1);
      case EVM_TYPED_DATA ->
          EvmTypedData.parse(
                  JsonNode.parse(
                      """
                      {"types":{"EIP712Domain":[{"name":"name","type":"string"}],
                       "Order":[{"name":"price","type":"uint256"},{"name":"to","type":"address"}]},
                       "primaryType":"Order","domain":{"name":"Shop"},
                       "message":{"price":"5","to":"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"}}
                      """))
              .facts(SECP256K1);
      case SOLANA_TRANSACTION ->
          SolanaTransaction.parse(
                  Bytes.fromHex("01000001" + "11".repeat(32) + "22".repeat(32) + "00"))
              .facts(ED25519);
      case SOLANA_MESSAGE -> SolanaMessage.of(Bytes.utf8("hello")).facts(ED25519);
      case BITCOIN_TRANSACTION ->
          BitcoinTransaction.parse(payment(), BitcoinNetwork.MAINNET).facts(SECP256K1);
      case MESSAGE -> PlainMessage.of(Bytes.utf8("hello")).facts(ED25519);
      case DIGEST -> PlainDigest.of(Bytes.fromHex("ab".repeat(32)), Scheme.ECDSA).facts(SECP256K1);
    };
  }

  /// A PSBT (BIP-174) that pays 1,000 of 2,000 satoshi on; the key's hash is that of BIP-173.
  private static Bytes payment() {
    String transaction =
        "0200000001"
            + "11".repeat(32)
            + "00000000"
            + "00"
            + "fdffffff"
            + "01e803000000000000"
            + "160014"
            + "22".repeat(20)
            + "00000000";
    String spent = "d007000000000000" + "160014" + "751e76e8199196d454941c45d1b3a323f1433bd6";
    return Bytes.fromHex("70736274ff" + "010052" + transaction + "00" + "01011f" + spent + "0000");
  }

  private static String condition(Form form) {
    return switch (form) {
      case EVM_TRANSACTION -> "tx.value == 5 && tx.to.startsWith(`0x5aAeb6`) && tx.call.name == ``";
      case EVM_MESSAGE, SOLANA_MESSAGE, MESSAGE ->
          "tx.text == `hello` && tx.length == 5 && tx.ascii";
      case EVM_TYPED_DATA ->
          "tx.message.price == 5 && tx.message.to.startsWith(`0x5aAeb6`) && tx.domain.name == `Shop`"
              + " && !tx.has_chain_id && tx.permit.standard == ``";
      case SOLANA_TRANSACTION -> "tx.pays_fee && tx.lamports == 0 && size(tx.instructions) == 0";
      case BITCOIN_TRANSACTION ->
          "tx.sent == 1000 && tx.fee == 1000 && tx.inputs.all(i, i.mine) && !tx.outputs[0].mine";
      case DIGEST -> "tx.length == 32";
    };
  }

  @ParameterizedTest
  @EnumSource(Form.class)
  void aRealRequestIsWhatPoliciesExpect(Form form) throws Exception {
    String accepted =
        FormModel.unsureCodes(form).stream()
            .map(code -> "'" + code + "'")
            .collect(Collectors.joining(","));
    Policy policy =
        rules(
            Requests.allow(
                "a",
                "'on':['" + form.code() + "']",
                "'acceptUnsure':[" + accepted + "]",
                Requests.when(condition(form))));
    Decision decision = policy.decide(ask(facts(form)), Usage.NONE);
    assertThat(decision).as(() -> decision.toString()).isInstanceOf(Allowed.class);
  }
}
