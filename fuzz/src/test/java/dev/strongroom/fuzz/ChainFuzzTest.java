// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Signable;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.bitcoin.BitcoinNetwork;
import dev.strongroom.chain.bitcoin.BitcoinTransaction;
import dev.strongroom.chain.evm.EvmTransaction;
import dev.strongroom.chain.evm.EvmTypedData;
import dev.strongroom.chain.evm.SignedEvmTransaction;
import dev.strongroom.chain.solana.SolanaMessage;
import dev.strongroom.chain.solana.SolanaTransaction;
import java.nio.charset.StandardCharsets;

/// Any bytes as something that a key is to sign.
class ChainFuzzTest {
  private static final PublicKey SECP256K1 =
      new PublicKey(
          Curve.SECP256K1,
          Bytes.fromHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"));
  private static final PublicKey ED25519 =
      new PublicKey(
          Curve.ED25519,
          Bytes.fromHex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"));

  private static void seen(Signable signable, PublicKey key) {
    try {
      assertThat(signable.facts(key).form()).isEqualTo(signable.form());
      assertThat(signable.toSign(key)).isNotEmpty();
    } catch (UndecodableException e) {
      assertThat(e.code()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreATransactionOfEthereumOrRefused(byte[] input) {
    Bytes bytes = Bytes.copyOf(input);
    try {
      EvmTransaction transaction = EvmTransaction.parse(bytes);
      assertThat(transaction.unsigned()).isEqualTo(bytes);
      seen(transaction, SECP256K1);
    } catch (UndecodableException e) {
      assertThat(e.code()).isNotBlank();
    }
    try {
      assertThat(SignedEvmTransaction.parse(bytes).signer().curve()).isEqualTo(Curve.SECP256K1);
    } catch (UndecodableException e) {
      assertThat(e.code()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void textIsTypedDataOrRefused(byte[] input) {
    try {
      seen(
          EvmTypedData.parse(JsonNode.parse(new String(input, StandardCharsets.UTF_8))), SECP256K1);
    } catch (UndecodableException | MalformedJsonException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreAPsbtOrRefused(byte[] input) {
    try {
      BitcoinTransaction transaction =
          BitcoinTransaction.parse(Bytes.copyOf(input), BitcoinNetwork.MAINNET);
      assertThat(transaction.psbt()).isEqualTo(Bytes.copyOf(input));
      seen(transaction, SECP256K1);
    } catch (UndecodableException e) {
      assertThat(e.code()).isNotBlank();
    }
  }

  @FuzzTest(maxDuration = "20s")
  void bytesAreATransactionOfSolanaOrRefused(byte[] input) {
    Bytes bytes = Bytes.copyOf(input);
    try {
      seen(SolanaTransaction.parse(bytes), ED25519);
    } catch (UndecodableException e) {
      assertThat(e.code()).isNotBlank();
    }
    try {
      seen(SolanaMessage.of(bytes), ED25519);
    } catch (UndecodableException e) {
      assertThat(e.code()).isNotBlank();
    }
  }
}
