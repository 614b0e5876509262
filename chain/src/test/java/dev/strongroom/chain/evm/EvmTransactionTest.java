// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.Signed;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.evm.fixtures.EvmKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvmTransactionTest {
  private static final EvmKey KEY = EvmKey.of("46".repeat(32));
  private static final String TO = "3535353535353535353535353535353535353535";

  /// The example of EIP-155.
  private static final Bytes EIP_155 =
      Bytes.fromHex("ec098504a817c80082520894" + TO + "880de0b6b3a764000080018080");

  @Test
  void signsTheExampleOfEip155() throws UndecodableException {
    PublicKey key = KEY.publicKey();
    EvmTransaction transaction = EvmTransaction.parse(EIP_155);
    Bytes digest =
        Bytes.fromHex("daf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53");
    assertThat(transaction.toSign(key)).containsExactly(new SigningItem(Scheme.ECDSA, digest));
    Signed signed = transaction.signed(key, List.of(KEY.sign(digest)));
    assertThat(signed.result().hex())
        .isEqualTo(
            "f86c098504a817c80082520894"
                + TO
                + "880de0b6b3a76400008025"
                + "a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276"
                + "a067cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83");
    assertThat(EvmAddress.of(key).text()).isEqualTo("0x9d8A62f656a8d1615C1294fd71e9CFb3E4855A4F");
    Facts facts = transaction.facts(key);
    assertThat(facts.unsure()).isEmpty();
    assertThat(facts.members())
        .containsEntry("type", 0L)
        .containsEntry("chain_id", 1L)
        .containsEntry("nonce", 9L)
        .containsEntry("creates", false)
        .containsEntry("to", "0x" + TO)
        .containsEntry("value", new BigInteger("1000000000000000000"))
        .containsEntry("gas", 21_000L)
        .containsEntry("gas_price", BigInteger.valueOf(20_000_000_000L))
        .containsEntry("priority_fee", BigInteger.ZERO)
        .containsEntry("max_fee", BigInteger.valueOf(420_000_000_000_000L))
        .containsEntry("data_length", 0L)
        .containsEntry("selector", "")
        .containsEntry("access_list", List.of())
        .containsEntry("authorizations", List.of())
        .containsEntry("call", EvmCall.NONE.members())
        .hasSize(15);
  }

  @Test
  void marksWhatIsGoodForAnyChainAndWhatCreatesAContract() throws UndecodableException {
    Facts facts =
        EvmTransaction.parse(list("09", "02", "825208", "80", "80", "8460806040"))
            .facts(KEY.publicKey());
    assertThat(facts.unsure()).containsExactly("contract-creation", "pre-eip-155");
    assertThat(facts.members())
        .containsEntry("to", "")
        .containsEntry("creates", true)
        .containsEntry("chain_id", 0L)
        .containsEntry("selector", "0x60806040");
  }

  @ParameterizedTest
  @CsvSource({
    // nonce, gas price, gas, to, value: each in a form that isn't the canonical one or too large.
    "00, 02, 825208, 94TO, 80, number",
    "8109, 02, 825208, 94TO, 80, rlp",
    "820009, 02, 825208, 94TO, 80, number",
    "b80109, 02, 825208, 94TO, 80, rlp",
    "b90009, 02, 825208, 94TO, 80, rlp",
    "88ffffffffffffffff, 02, 825208, 94TO, 80, number",
    "89010000000000000000, 02, 825208, 94TO, 80, number",
    "09, 02, 89010000000000000000, 94TO, 80, number",
    "09, 02, 825208, 93TO, 80, fields",
    "09, 02, 825208, 9400TO, 80, fields",
    "09, 02, 825208, 9500TO, 80, address",
    "09, 02, 825208, c0, 80, fields",
    "09, 02, 825208, 94TO, c0, fields",
    "09, 02, 825208, 94TO, a1010000000000000000000000000000000000000000000000000000000000000000, number",
    "09, 02, 825208, 94TO, a0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, fee",
    "09, a0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff, 825208, 94TO, 80, fee"
  })
  void refusesFieldsThatArentCanonical(
      String nonce, String price, String gas, String to, String value, String code) {
    assertRefused(
        list(nonce, price, gas, to.replace("TO", TO), value, "80", "01", "80", "80"), code);
  }

  @Test
  void refusesOtherTypesByName() {
    assertRefused(Bytes.fromHex("03c0"), "blob-transaction");
    assertRefused(Bytes.fromHex("00c0"), "transaction-type");
    assertRefused(Bytes.fromHex("05c0"), "transaction-type");
    assertRefused(Bytes.fromHex("7fc0"), "transaction-type");
    assertRefused(Bytes.fromHex("80"), "transaction-type");
    assertRefused(Bytes.fromHex("02"), "rlp");
    assertRefused(Bytes.EMPTY, "too-short");
    assertRefused(Bytes.fromHex("c0"), "fields");
    assertRefused(
        list("09", "02", "825208", "94" + TO, "80", "80", "01", "01", "80"), "already-signed");
    assertRefused(list("09", "02", "825208", "94" + TO, "80", "80", "80", "80", "80"), "chain-id");
    assertRefused(Bytes.fromHex(EIP_155.hex() + "00"), "trailing-bytes");
    // EIP-7702 creates no contract and is for authorizations.
    assertRefused(
        typed("04", "01", "80", "80", "80", "825208", "80", "80", "80", "c0", "c0"), "address");
    assertRefused(
        typed("04", "01", "80", "80", "80", "825208", "94" + TO, "80", "80", "c0", "c0"),
        "authorization");
    // A priority fee above the whole fee.
    assertRefused(
        typed("02", "01", "80", "02", "01", "825208", "94" + TO, "80", "80", "c0"), "fee");
  }

  @Test
  void refusesDeepAndLongInputs() {
    StringBuilder nested = new StringBuilder("c0");
    for (int i = 0; i < 50; i++) {
      nested.insert(0, String.format("%02x", 0xc1 + i));
    }
    assertRefused(Bytes.fromHex(nested.toString()), "rlp-limit");
    assertRefused(
        new Rlp.Data(Bytes.zeros(EvmTransaction.MAX_LENGTH)).encoded(), "transaction-type");
    assertRefused(
        new Rlp.Items(List.of(new Rlp.Data(Bytes.zeros(EvmTransaction.MAX_LENGTH)))).encoded(),
        "too-long");
    List<Rlp> many = new ArrayList<>();
    for (int i = 0; i < 100_000; i++) {
      many.add(new Rlp.Data(Bytes.EMPTY));
    }
    assertRefused(new Rlp.Items(many).encoded(), "rlp-limit");
    assertRefused(Bytes.fromHex("ffffffffffffffffff"), "rlp");
    assertRefused(Bytes.fromHex("fb7fffffff"), "rlp");
  }

  @Test
  void takesNoSignatureOfAnotherForm() throws UndecodableException {
    EvmTransaction transaction = EvmTransaction.parse(EIP_155);
    Bytes right = KEY.sign(transaction.digest());
    Bytes other = EvmKey.of("45".repeat(32)).sign(transaction.digest());
    byte[] wrongParity = right.toByteArray();
    wrongParity[64] ^= 1;
    byte[] noParity = right.toByteArray();
    noParity[64] = 2;
    for (List<Bytes> wrong :
        List.of(
            List.<Bytes>of(),
            List.of(right, right),
            List.of(right.slice(0, 64)),
            List.of(Bytes.zeros(65)),
            List.of(Bytes.copyOf(noParity)))) {
      assertThatThrownBy(() -> transaction.signed(KEY.publicKey(), wrong))
          .isInstanceOfSatisfying(
              UndecodableException.class, e -> assertThat(e.code()).isEqualTo("signature"));
    }
    for (Bytes others : List.of(other, Bytes.copyOf(wrongParity))) {
      Bytes result = transaction.signed(KEY.publicKey(), List.of(others)).result();
      assertThat(SignedEvmTransaction.parse(result).signer())
          .as("whose it is shows")
          .isNotEqualTo(KEY.publicKey());
    }
    PublicKey solana = new PublicKey(Curve.ED25519, Bytes.zeros(32));
    assertThatThrownBy(() -> transaction.facts(solana)).isInstanceOf(UndecodableException.class);
    assertThatThrownBy(() -> transaction.toSign(solana)).isInstanceOf(UndecodableException.class);
  }

  private static void assertRefused(Bytes unsigned, String code) {
    assertThatThrownBy(() -> EvmTransaction.parse(unsigned))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  private static Bytes typed(String type, String... items) {
    return Bytes.fromHex(type + list(items).hex());
  }

  private static Bytes list(String... items) {
    String payload = String.join("", items);
    int length = payload.length() / 2;
    return Bytes.fromHex(
        (length < 56 ? String.format("%02x", 0xc0 + length) : String.format("f8%02x", length))
            + payload);
  }
}
