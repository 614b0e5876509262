// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.evm.fixtures.EvmKey;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EvmCallTest {
  private static final String ONE = "11".repeat(20);
  private static final String TWO = "22".repeat(20);
  private static final String TRANSFER = "a9059cbb" + word(ONE) + word("64");

  /// As they are known on the chain.
  @ParameterizedTest
  @CsvSource({
    "TRANSFER, a9059cbb",
    "APPROVE, 095ea7b3",
    "TRANSFER_FROM, 23b872dd",
    "INCREASE_ALLOWANCE, 39509351",
    "DECREASE_ALLOWANCE, a457c2d7",
    "SAFE_TRANSFER_FROM, 42842e0e",
    "SAFE_TRANSFER_FROM_WITH_DATA, b88d4fde",
    "SET_APPROVAL_FOR_ALL, a22cb465",
    "PERMIT, d505accf"
  })
  void selectorsAreTheHashesOfTheSignatures(KnownCall call, String selector) {
    assertThat(call.selector().hex()).isEqualTo(selector);
  }

  @Test
  void readsCalls() throws UndecodableException {
    assertThat(known(TRANSFER))
        .containsEntry("standard", "erc20")
        .containsEntry("name", "transfer")
        .containsEntry("recipient", "0x" + ONE)
        .containsEntry("sender", "")
        .containsEntry("amount", BigInteger.valueOf(100))
        .containsEntry("token_id", BigInteger.ZERO)
        .containsEntry("approved", false)
        .hasSize(7);
    assertThat(known("23b872dd" + word(ONE) + word(TWO) + word("07")))
        .containsEntry("standard", "erc20-or-721")
        .containsEntry("sender", "0x" + ONE)
        .containsEntry("recipient", "0x" + TWO)
        .containsEntry("amount", BigInteger.valueOf(7))
        .containsEntry("token_id", BigInteger.valueOf(7));
    assertThat(known("095ea7b3" + word(ONE) + "ff".repeat(32)))
        .containsEntry("standard", "erc20-or-721")
        .containsEntry("amount", BigInteger.TWO.pow(256).subtract(BigInteger.ONE));
    assertThat(known("a22cb465" + word(ONE) + word("01"))).containsEntry("approved", true);
  }

  @Test
  void encodingsThatArentCanonicalAreUnknown() throws UndecodableException {
    for (String data :
        List.of(
            // One byte, three; a selector alone; an argument too few.
            "a9",
            "a9059c",
            "a9059cbb",
            "a9059cbb" + word(ONE),
            // Dirt in the address's padding.
            "a9059cbb" + "01" + "00".repeat(11) + ONE + word("64"),
            "a9059cbb" + "00".repeat(11) + "01" + ONE + word("64"),
            // One byte less, one more, one word more.
            TRANSFER.substring(0, TRANSFER.length() - 2),
            TRANSFER + "00",
            TRANSFER + word("00"),
            // A boolean of 2.
            "a22cb465" + word(ONE) + word("02"),
            // Dynamic bytes: offset elsewhere, length beyond the end, dirt in the padding, and more
            // than there is.
            "b88d4fde" + word(ONE) + word(TWO) + word("07") + word("a0") + word("00") + word("00"),
            "b88d4fde" + word(ONE) + word(TWO) + word("07") + word("80") + word("20"),
            "b88d4fde"
                + word(ONE)
                + word(TWO)
                + word("07")
                + word("80")
                + word("1f")
                + "ff".repeat(32),
            "b88d4fde" + word(ONE) + word(TWO) + word("07") + word("80") + "ff".repeat(32),
            "b88d4fde" + word(ONE) + word(TWO) + word("07") + "ff".repeat(32) + word("00"),
            "b88d4fde" + word(ONE) + word(TWO) + word("07") + word("80") + word("00") + word("00"),
            "b88d4fde" + word(ONE) + word(TWO) + word("07") + word("80"))) {
      Facts facts = facts(data);
      assertThat(facts.unsure()).as(data).containsExactly("unknown-call");
      assertThat(facts.members()).as(data).containsEntry("call", EvmCall.NONE.members());
    }
  }

  @Test
  void aTransferInsideAMulticallIsUnknown() throws UndecodableException {
    // multicall(bytes[]) with one item: offset, count, offset, length, the call, padding.
    String multicall =
        "ac9650d8" + word("20") + word("01") + word("20") + word("44") + TRANSFER + "00".repeat(28);
    assertThat(facts(multicall).unsure()).containsExactly("unknown-call");
    assertThat(facts(multicall).members())
        .containsEntry("call", EvmCall.NONE.members())
        .containsEntry("selector", "0xac9650d8");
  }

  @Test
  void dataForTheRecipientIsShownButNotUnderstood() throws UndecodableException {
    String head = "b88d4fde" + word(ONE) + word(TWO) + word("07") + word("80");
    assertThat(facts(head + word("00")).unsure()).isEmpty();
    Facts facts = facts(head + word("01") + "aa" + "00".repeat(31));
    assertThat(facts.unsure()).containsExactly("unknown-call");
    assertThat(call(facts))
        .containsEntry("name", "safeTransferFrom")
        .containsEntry("token_id", BigInteger.valueOf(7));
  }

  @Test
  void whateverIsReadEncodesToTheSameBytes() {
    List<String> calls =
        List.of(
            TRANSFER,
            "23b872dd" + word(ONE) + word(TWO) + word("07"),
            "42842e0e" + word(ONE) + word(TWO) + word("07"),
            "a22cb465" + word(ONE) + word("01"),
            "b88d4fde" + word(ONE) + word(TWO) + word("07") + word("80") + word("00"));
    int read = 0;
    for (String each : calls) {
      byte[] data = Bytes.fromHex(each).toByteArray();
      for (int i = 0; i < data.length; i++) {
        for (int bit = 0; bit < Byte.SIZE; bit++) {
          byte[] changed = data.clone();
          changed[i] ^= (byte) (1 << bit);
          Bytes input = Bytes.copyOf(changed);
          if (EvmCall.read(input).isPresent()) {
            read++;
            assertThat(encoded(EvmCall.read(input).get(), changed.length)).isEqualTo(input);
          }
        }
      }
    }
    // The bits of addresses and numbers, not those of padding.
    assertThat(read).isGreaterThan(1500);
  }

  /// An encoder of its own, from what policies see.
  private static Bytes encoded(EvmCall call, int length) {
    List<String> words = new ArrayList<>();
    String number = call.amount().max(call.tokenId()).toString(16);
    switch (call.name()) {
      case "transfer", "approve" -> {
        words.add(call.recipient().substring(2));
        words.add(number);
      }
      case "setApprovalForAll" -> {
        words.add(call.recipient().substring(2));
        words.add(call.approved() ? "1" : "0");
      }
      default -> {
        words.add(call.sender().substring(2));
        words.add(call.recipient().substring(2));
        words.add(number);
      }
    }
    boolean withData = length == 4 + 5 * 32;
    if (withData) {
      words.add("80");
      words.add("0");
    }
    KnownCall known = null;
    for (KnownCall each : KnownCall.values()) {
      if (each.signature().startsWith(call.name() + "(")
          && each.signature().endsWith(",bytes)") == withData) {
        known = each;
      }
    }
    StringBuilder hex = new StringBuilder(known.selector().hex());
    words.forEach(each -> hex.append(word(each)));
    return Bytes.fromHex(hex.toString().toLowerCase(Locale.ROOT));
  }

  private static Map<String, Object> known(String data) throws UndecodableException {
    Facts facts = facts(data);
    assertThat(facts.unsure()).isEmpty();
    return call(facts);
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> call(Facts facts) {
    return (Map<String, Object>) facts.members().get("call");
  }

  private static Facts facts(String data) throws UndecodableException {
    Rlp zero = new Rlp.Data(Bytes.EMPTY);
    Rlp chain = new Rlp.Data(Bytes.fromHex("01"));
    Rlp to = new Rlp.Data(Bytes.fromHex("35".repeat(20)));
    Rlp payload =
        new Rlp.Items(
            List.of(
                zero, zero, zero, to, zero, new Rlp.Data(Bytes.fromHex(data)), chain, zero, zero));
    return EvmTransaction.parse(payload.encoded()).facts(EvmKey.of("46".repeat(32)).publicKey());
  }

  private static String word(String hex) {
    return "0".repeat(64 - hex.length()) + hex;
  }
}
