// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.UndecodableException;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BitcoinAddressTest {
  /// Source: BIP-350, "Test vectors for v0-v16 native segregated witness addresses".
  @ParameterizedTest
  @CsvSource({
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4, 0, 751e76e8199196d454941c45d1b3a323f1433bd6",
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7, 0, 1863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y, 1, 751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6",
    "BC1SW50QGDZ25J, 16, 751e",
    "bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs, 2, 751e76e8199196d454941c45d1b3a323",
    "tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy, 0, 000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433",
    "tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c, 1, 000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0, 1, 79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
  })
  void segwit(String text, int version, String program) throws UndecodableException {
    SegwitAddress decoded = SegwitAddress.decode(text);
    assertThat(decoded.version()).isEqualTo(version);
    assertThat(decoded.program().hex()).isEqualTo(program);
    assertThat(decoded.encode()).isEqualTo(text.toLowerCase(Locale.ROOT));
  }

  /// Source: BIP-350, the invalid ones, but `tc1…`, whose prefix is [#otherNetworks]'s.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
        "tb1z0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqglt7rf",
        "BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL",
        "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
        "tb1q0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq24jc47",
        "bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4",
        "BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R",
        "bc1pw5dgrnzv",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav",
        "BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P",
        "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf",
        "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j",
        "bc1gmk9yu"
      })
  void invalidSegwit(String text) {
    assertThatThrownBy(() -> SegwitAddress.decode(text)).isInstanceOf(UndecodableException.class);
  }

  /// Source: BIP-86, "Test vectors": the internal keys and addresses.
  @ParameterizedTest
  @CsvSource({
    "cc8a4bc64d897bddc5fbc2f670f7a8ba0b386779106cf1223c6fc5d7cd6fc115, bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr",
    "83dfe85a3151d2517290da461fe2815591ef69f2b18a2ce63f01697a8b313145, bc1p4qhjn9zdvkux4e44uhx8tc55attvtyu358kutcqkudyccelu0was9fqzwh",
    "399f1b2f4393f29a18c937859c5dd8a77350103157eb880f02e8c08214277cef, bc1p3qkhfews2uk44qtvauqyr2ttdsw7svhkl9nkm9s9c3x4ax5h60wqwruhk7"
  })
  void taproot(String internal, String address) throws UndecodableException {
    // The address doesn't depend on the parity of y.
    for (String head : new String[] {"02", "03"}) {
      PublicKey key = new PublicKey(Curve.SECP256K1, Bytes.fromHex(head + internal));
      assertThat(BitcoinAddress.p2tr(key, BitcoinNetwork.MAINNET).text()).isEqualTo(address);
    }
  }

  /// The key of the scalar 1, whose addresses are known to everybody.
  @Test
  void theGenerator() throws UndecodableException {
    PublicKey key =
        new PublicKey(
            Curve.SECP256K1,
            Bytes.fromHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"));
    assertThat(BitcoinAddress.p2pkh(key, BitcoinNetwork.MAINNET).text())
        .isEqualTo("1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH");
    assertThat(BitcoinAddress.p2wpkh(key, BitcoinNetwork.MAINNET).text())
        .isEqualTo("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
    assertThat(BitcoinAddress.p2wpkh(key, BitcoinNetwork.TESTNET).text())
        .isEqualTo("tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx");
  }

  @ParameterizedTest
  @CsvSource({
    "MAINNET, P2PKH, 1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH, 76a914751e76e8199196d454941c45d1b3a323f1433bd688ac",
    "MAINNET, P2SH, 3P14159f73E4gFr7JterCCQh9QjiTjiZrG, a914e9c3dd0c07aac76179ebc76a6c78d4d67c6c160a87",
    "MAINNET, P2WPKH, bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4, 0014751e76e8199196d454941c45d1b3a323f1433bd6",
    "TESTNET, P2WSH, tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7, 00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
    "MAINNET, P2TR, bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0, 512079be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
  })
  void scriptsAndAddresses(
      BitcoinNetwork network, BitcoinAddress.Kind kind, String text, String script)
      throws UndecodableException {
    BitcoinAddress address = BitcoinAddress.parse(text, network);
    assertThat(address.kind()).isEqualTo(kind);
    assertThat(address.scriptPubKey().hex()).isEqualTo(script);
    assertThat(address.text()).isEqualTo(text);
    assertThat(BitcoinAddress.ofScript(Bytes.fromHex(script), network)).contains(address);
    assertThat(BitcoinAddress.ofScript(Bytes.fromHex(script + "00"), network)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "TESTNET, 1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH, other-network",
    "MAINNET, mrCDrCybB6J1vRfbwM5hemdJz73FwDBC8r, other-network",
    "REGTEST, bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4, bad-checksum",
    "MAINNET, tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx, other-network",
    "MAINNET, bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs, bad-address",
    "MAINNET, '', bad-checksum",
    "MAINNET, 5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ, bad-address"
  })
  void otherNetworks(BitcoinNetwork network, String text, String code) {
    assertThatThrownBy(() -> BitcoinAddress.parse(text, network))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void keysThatDontFit() {
    PublicKey edwards = new PublicKey(Curve.ED25519, Bytes.zeros(32));
    assertThatThrownBy(() -> BitcoinAddress.p2wpkh(edwards, BitcoinNetwork.MAINNET))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.code()).isEqualTo("wrong-curve"));
    // No point of secp256k1 has this x (BIP-340, "Test vectors", number 5).
    PublicKey none =
        new PublicKey(
            Curve.SECP256K1,
            Bytes.fromHex("02eefdea4cdb677750a420fee807eacf21eb9898ae79b9768766e4faa04a2d4a34"));
    assertThatThrownBy(() -> BitcoinAddress.p2pkh(none, BitcoinNetwork.MAINNET))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.code()).isEqualTo("not-a-point"));
  }
}
