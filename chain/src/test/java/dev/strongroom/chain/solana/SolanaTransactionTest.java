// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.solana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Signed;
import dev.strongroom.chain.UndecodableException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SolanaTransactionTest {
  private static final String PAYER = "11".repeat(32);
  private static final String OTHER = "22".repeat(32);
  private static final String SYSTEM = "00".repeat(32);
  private static final String HASH = "33".repeat(32);
  private static final PublicKey KEY = new PublicKey(Curve.ED25519, Bytes.fromHex(PAYER));

  /// A transfer of 1,000,000,000 lamports.
  private static final String TRANSFER =
      "010001"
          + "03"
          + PAYER
          + OTHER
          + SYSTEM
          + HASH
          + "01"
          + "02020001"
          + "0c0200000000ca9a3b00000000";

  @Test
  void transfer() throws UndecodableException {
    SolanaTransaction transaction = parse(TRANSFER);
    assertThat(transaction.facts(KEY).unsure()).isEmpty();
    assertThat(transaction.facts(KEY).members())
        .containsEntry("lamports", BigInteger.valueOf(1_000_000_000))
        .containsEntry("pays_fee", true)
        .containsEntry("programs", List.of(Programs.SYSTEM));
    Bytes signature = Bytes.fromHex("44".repeat(64));
    Signed signed = transaction.signed(KEY, List.of(signature));
    assertThat(signed.result().hex()).isEqualTo("01" + "44".repeat(64) + TRANSFER);
    assertThat(signed.id()).isEqualTo(signature);
  }

  @Test
  void othersHaveNothingToSign() throws UndecodableException {
    SolanaTransaction transaction = parse(TRANSFER);
    // The recipient is an account of it, but no signer.
    PublicKey other = new PublicKey(Curve.ED25519, Bytes.fromHex(OTHER));
    refuses("nothing-to-sign", () -> transaction.toSign(other));
    refuses("nothing-to-sign", () -> transaction.facts(other));
    refuses("nothing-to-sign", () -> transaction.signed(other, List.of(Bytes.zeros(64))));
    refuses("wrong-curve", () -> transaction.facts(new PublicKey(Curve.P256, Bytes.zeros(33))));
    refuses("bad-signature", () -> transaction.signed(KEY, List.of(Bytes.zeros(63))));
    refuses("bad-signature", () -> transaction.signed(KEY, List.of()));
  }

  /// What is changed in the transfer, and why it is refused then.
  @ParameterizedTest
  @CsvSource({
    "no signer, bad-transaction, 000001, 010001",
    "a payer that can't be written, bad-transaction, 010101, 010001",
    "more read-only accounts than there are, bad-transaction, 010003, 010001",
    "a count in two bytes, not-minimal, 0100018300, 01000103",
    "a program that isn't there, bad-transaction, 03020001, 02020001",
    "the payer as program, bad-transaction, 00020001, 02020001",
    "an account that isn't there, bad-transaction, 02020003, 02020001",
    "more data than there is, truncated, 0d0200000000ca, 0c0200000000ca",
    "less data, trailing-bytes, 0b0200000000ca, 0c0200000000ca",
    "a later version, unknown-version, 81010001, 010001"
  })
  void changes(String what, String code, String changed, String from) {
    String bad = TRANSFER.replaceFirst(from, changed);
    assertThat(bad).as(what).isNotEqualTo(TRANSFER);
    refuses(code, () -> parse(bad));
    if (!bad.startsWith("00") && !bad.startsWith("81")) {
      refuses(code, () -> parse("01" + "00".repeat(64) + bad));
    }
  }

  @Test
  void bytesBehindTheEndAreRefused() {
    refuses("trailing-bytes", () -> parse(TRANSFER + "00"));
    refuses("trailing-bytes", () -> parse("01" + "00".repeat(64) + TRANSFER + "00"));
    refuses("truncated", () -> parse(""));
    refuses("bad-transaction", () -> parse(TRANSFER.replace(OTHER, PAYER)));
    refuses("too-long", () -> parse("00".repeat(1233)));
  }

  @Test
  void asManySignaturesAsSigners() throws UndecodableException {
    assertThat(parse("01" + "00".repeat(64) + TRANSFER).message().hex()).isEqualTo(TRANSFER);
    assertThatThrownBy(() -> parse("02" + "00".repeat(128) + TRANSFER))
        .isInstanceOf(UndecodableException.class);
    assertThatThrownBy(() -> parse("00" + TRANSFER)).isInstanceOf(UndecodableException.class);
  }

  /// 1,232 bytes are for the signatures, too.
  @Test
  void theLimitIsThatOfAPacket() throws UndecodableException {
    // A memo as long as there is place for.
    String head = "010000" + "02" + PAYER + "05".repeat(32) + HASH + "01" + "01" + "00";
    int rest = 1232 - 65 - head.length() / 2 - 2;
    assertThat(parse(head + length(rest) + "61".repeat(rest)).serialized().length())
        .isEqualTo(1232);
    int more = rest + 1;
    refuses("too-long", () -> parse(head + length(more) + "61".repeat(more)));
  }

  private static String length(int length) {
    return "%02x%02x".formatted((length & 0x7f) | 0x80, length >>> 7);
  }

  /// A table that no account is taken from, and accounts of one that is.
  @Test
  void lookupTables() throws UndecodableException {
    String before = "80" + "010001" + "02" + PAYER + SYSTEM + HASH + "01" + "01020002";
    String data = "0c0200000000ca9a3b00000000";
    SolanaTransaction transaction = parse(before + data + "01" + OTHER + "0100" + "00");
    assertThat(transaction.facts(KEY).unsure()).containsExactly("address-lookup");
    assertThat(transaction.facts(KEY).members())
        .containsEntry("version", "0")
        .containsEntry("lamports", BigInteger.valueOf(1_000_000_000));
    Map<?, ?> instruction =
        (Map<?, ?>) ((List<?>) transaction.facts(KEY).members().get("instructions")).getFirst();
    assertThat(instruction.get("to")).isEqualTo("");
    refuses("bad-transaction", () -> parse(before + data + "00"));
    refuses("bad-transaction", () -> parse(before + data + "01" + OTHER + "00" + "00"));
  }

  /// The same instruction with more or less than its program documents.
  @ParameterizedTest
  @CsvSource({
    "0c0200000000ca9a3b00000000, 020001, true",
    "0d0200000000ca9a3b0000000000, 020001, false",
    "0b0200000000ca9a3b000000, 020001, false",
    "0c0200000000ca9a3b00000000, 0100, false",
    "0c0200000000ca9a3b00000000, 03000101, false",
    "0cff00000000ca9a3b00000000, 020001, false",
    "00, 020001, false"
  })
  void onlyTheDocumentedFormIsKnown(String data, String accounts, boolean known)
      throws UndecodableException {
    SolanaTransaction transaction =
        parse("010001" + "03" + PAYER + OTHER + SYSTEM + HASH + "01" + "02" + accounts + data);
    assertThat(transaction.facts(KEY).unsure())
        .isEqualTo(known ? List.of() : List.of("unknown-instruction"));
  }

  private static SolanaTransaction parse(String hex) throws UndecodableException {
    return SolanaTransaction.parse(Bytes.fromHex(hex));
  }

  private static void refuses(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
