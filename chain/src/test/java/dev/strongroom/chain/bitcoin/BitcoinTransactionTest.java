// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import static dev.strongroom.chain.bitcoin.PsbtExample.KEY;
import static dev.strongroom.chain.bitcoin.PsbtExample.OTHER;
import static dev.strongroom.chain.bitcoin.PsbtExample.legacy;
import static dev.strongroom.chain.bitcoin.PsbtExample.segwit;
import static dev.strongroom.chain.bitcoin.PsbtExample.taproot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Signed;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.bitcoin.PsbtMap.Entry;
import dev.strongroom.chain.fixtures.Mutations;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class BitcoinTransactionTest {
  private static final Bytes ECDSA = Bytes.fromHex("11".repeat(32) + "22".repeat(32) + "00");

  private static Bytes segwitScript() throws UndecodableException {
    return segwit(KEY).scriptPubKey();
  }

  private static PsbtExample pays() throws UndecodableException {
    return new PsbtExample().output(taproot(OTHER).scriptPubKey(), 60_000);
  }

  @Test
  void facts() throws UndecodableException {
    BitcoinTransaction transaction =
        pays()
            .output(segwitScript(), 30_000)
            .output(Bytes.fromHex("6a0401020304"), 0)
            .proved(legacy(KEY).scriptPubKey(), 100_000)
            .parse();
    assertThat(transaction.facts(KEY).unsure()).isEmpty();
    assertThat(transaction.facts(KEY).members())
        .containsEntry("sent", BigInteger.valueOf(60_000))
        .containsEntry("fee", BigInteger.valueOf(10_000))
        .containsEntry("replaceable", true)
        .containsEntry("version", 2L)
        .containsEntry(
            "inputs",
            List.of(
                Map.of(
                    "address", legacy(KEY).text(),
                    "amount", BigInteger.valueOf(100_000),
                    "mine", true)))
        .containsEntry(
            "outputs",
            List.of(
                output(taproot(OTHER).text(), 60_000, false, false),
                output(segwit(KEY).text(), 30_000, true, false),
                output("", 0, false, true)));
  }

  private static Map<String, Object> output(
      String address, long amount, boolean mine, boolean data) {
    return Map.of(
        "address", address, "amount", BigInteger.valueOf(amount), "mine", mine, "data", data);
  }

  /// A key's own scripts are told by the key that is asked, not by what the PSBT says of them.
  @Test
  void anotherKeysMoneyIsForeign() throws UndecodableException {
    BitcoinTransaction transaction =
        pays().proved(segwitScript(), 50_000).proved(segwit(OTHER).scriptPubKey(), 50_000).parse();
    assertThat(transaction.facts(KEY).unsure()).containsExactly("foreign-inputs");
    assertThat(transaction.facts(OTHER).unsure()).containsExactly("foreign-inputs");
    assertThat(transaction.facts(OTHER).members()).containsEntry("sent", BigInteger.ZERO);
    assertThat(transaction.toSign(KEY)).hasSize(1);
    PublicKey third =
        new PublicKey(Curve.SECP256K1, Bytes.fromHex("03" + KEY.encoded().hex().substring(2)));
    refuses("nothing-to-sign", () -> transaction.toSign(third));
    refuses("nothing-to-sign", () -> transaction.facts(third));
    refuses("wrong-curve", () -> transaction.facts(new PublicKey(Curve.P256, KEY.encoded())));
  }

  /// Who asks twice with two lies would get two signatures that fit one transaction.
  @Test
  void amountsWithoutProofAreSaid() throws UndecodableException {
    PsbtExample alone = pays().claimed(segwitScript(), 100_000);
    assertThat(alone.parse().facts(KEY).unsure()).isEmpty();
    PsbtExample two = pays().claimed(segwitScript(), 50_000).claimed(segwitScript(), 50_000);
    assertThat(two.parse().facts(KEY).unsure()).containsExactly("unproven-amounts");
    PsbtExample proved = pays().proved(segwitScript(), 50_000).proved(segwitScript(), 50_000);
    assertThat(proved.parse().facts(KEY).unsure()).isEmpty();
    Bytes script = taproot(KEY).scriptPubKey();
    PsbtExample taproot = pays().claimed(script, 50_000).claimed(script, 50_000);
    assertThat(taproot.parse().facts(KEY).unsure()).isEmpty();
    PsbtExample anyone =
        pays().claimed(script, 50_000).claimed(script, 50_000).field(3, Bytes.fromHex("81000000"));
    assertThat(anyone.parse().facts(KEY).unsure()).containsExactly("sighash", "unproven-amounts");
  }

  /// The lie itself: the signature of the other input stays the same, whatever is said of this one.
  @Test
  void theLieThatAmountsWithoutProofAllow() throws UndecodableException {
    PsbtExample first = pays().claimed(segwitScript(), 50_000).claimed(segwitScript(), 50_000);
    PsbtExample second = pays().claimed(segwitScript(), 50_000).claimed(segwitScript(), 90_000);
    assertThat(first.parse().toSign(KEY).getFirst())
        .isEqualTo(second.parse().toSign(KEY).getFirst());
    assertThat(first.parse().toSign(KEY).getLast())
        .isNotEqualTo(second.parse().toSign(KEY).getLast());
  }

  @Test
  void anInputNeedsWhatItSpends() throws UndecodableException {
    Bytes script = segwitScript();
    refuses("missing-utxo", pays().input(Bytes.zeros(32), 0)::parse);
    refuses("missing-utxo", pays().claimed(legacy(KEY).scriptPubKey(), 100_000)::parse);
    PsbtExample example = pays();
    RawTransaction previous = example.previous(script, 100_000);
    Entry whole = new Entry(0, Bytes.EMPTY, previous.serialized());
    refuses("wrong-utxo", pays().input(Bytes.zeros(32), 0, whole)::parse);
    refuses("wrong-utxo", pays().input(previous.id(), 1, whole)::parse);
    refuses("wrong-utxo", pays().input(previous.id(), 0xffffffffL, whole)::parse);
    Entry lie = PsbtExample.utxo(script, 100_001);
    refuses("wrong-utxo", pays().input(previous.id(), 0, whole, lie)::parse);
    Entry truth = PsbtExample.utxo(script, 100_000);
    assertThat(pays().input(previous.id(), 0, whole, truth).parse().facts(KEY).unsure()).isEmpty();
    refuses(
        "duplicate-input",
        pays().proved(script, 1).input(pays().previous(script, 1).id(), 0, truth)::parse);
  }

  @Test
  void sumsThatCantBeAreRefused() throws UndecodableException {
    long all = RawTransaction.MOST_MONEY;
    refuses("negative-fee", pays().claimed(segwitScript(), 59_999)::parse);
    assertThat(pays().claimed(segwitScript(), 60_000).parse().facts(KEY).members())
        .containsEntry("fee", BigInteger.ZERO)
        .containsEntry("fee_rate", 0L);
    refuses("amount-out-of-range", pays().claimed(segwitScript(), all + 1)::parse);
    refuses("amount-out-of-range", pays().claimed(segwitScript(), -1)::parse);
    refuses(
        "amount-out-of-range",
        pays().claimed(segwitScript(), all).claimed(segwitScript(), 1)::parse);
    refuses(
        "amount-out-of-range",
        pays().output(segwitScript(), all).claimed(segwitScript(), all)::parse);
    refuses("bad-transaction", new PsbtExample().claimed(segwitScript(), 1)::parse);
    refuses("bad-transaction", pays()::parse);
  }

  @Test
  void fieldsThatDontFitAreRefused() throws UndecodableException {
    PsbtExample base = pays().claimed(segwitScript(), 100_000);
    refuses("bad-psbt-field", example().field(3, Bytes.fromHex("01"))::parse);
    refuses("bad-psbt-field", example().field(0x17, Bytes.zeros(33))::parse);
    refuses("trailing-bytes", example().field(8, Bytes.fromHex("0000"))::parse);
    refuses("psbt-version", example().global(0xfb, Bytes.fromHex("02000000"))::parse);
    refuses("psbt-version", example().global(2, Bytes.fromHex("02000000"))::parse);
    refuses("duplicate-key", example().global(0x30, Bytes.EMPTY).global(0x30, Bytes.EMPTY)::parse);
    refuses("wrong-script", example().field(4, Bytes.fromHex("51"))::parse);
    refuses("wrong-script", example().field(5, Bytes.fromHex("51"))::parse);
    assertThat(example().global(0xfb, Bytes.zeros(4)).parse().toSign(KEY))
        .isEqualTo(base.parse().toSign(KEY));
    Bytes unknown = example().global(0x30, Bytes.fromHex("aa")).field(0x60, Bytes.EMPTY).bytes();
    assertThat(BitcoinTransaction.parse(unknown, BitcoinNetwork.REGTEST).psbt()).isEqualTo(unknown);
  }

  private static PsbtExample example() throws UndecodableException {
    return pays().claimed(segwitScript(), 100_000);
  }

  @Test
  void sighashTypesOutOfTheOrdinary() throws UndecodableException {
    for (String type : List.of("02", "03", "81", "82", "83")) {
      BitcoinTransaction odd = example().field(3, Bytes.fromHex(type + "000000")).parse();
      assertThat(odd.facts(KEY).unsure()).containsExactly("sighash");
      Bytes signature = odd.signed(KEY, List.of(ECDSA)).signatures().getFirst();
      assertThat(signature.slice(signature.length() - 1, signature.length()).hex()).isEqualTo(type);
    }
    for (String type : List.of("00000000", "04000000", "01010000", "ff000000")) {
      refuses(
          "bad-sighash-type", () -> example().field(3, Bytes.fromHex(type)).parse().toSign(KEY));
    }
  }

  @Test
  void whatCantBeSpentByAnybodyIsUnknown() throws UndecodableException {
    for (String script : List.of("51", "51024e73", "5220" + "11".repeat(32), "")) {
      BitcoinTransaction transaction = example().output(Bytes.fromHex(script), 1_000).parse();
      assertThat(transaction.facts(KEY).unsure()).containsExactly("unknown-output-script");
      assertThat(transaction.facts(KEY).members())
          .containsEntry("sent", BigInteger.valueOf(61_000));
    }
  }

  @Test
  void signaturesThatArentAreRefused() throws UndecodableException {
    BitcoinTransaction transaction = example().parse();
    String order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    String half = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";
    String ok = "11".repeat(32);
    for (String bad :
        List.of(
            ok + ok,
            "00".repeat(32) + ok + "00",
            ok + "00".repeat(32) + "00",
            order + ok + "00",
            ok + half.substring(0, 63) + "100")) {
      refuses("bad-signature", () -> transaction.signed(KEY, List.of(Bytes.fromHex(bad))));
    }
    assertThat(transaction.signed(KEY, List.of(Bytes.fromHex(ok + half + "01"))).id().length())
        .isEqualTo(32);
    refuses("bad-signature", () -> transaction.signed(KEY, List.of()));
    refuses("bad-signature", () -> transaction.signed(KEY, List.of(ECDSA, ECDSA)));
    BitcoinTransaction taproot = pays().claimed(taproot(KEY).scriptPubKey(), 100_000).parse();
    refuses("bad-signature", () -> taproot.signed(KEY, List.of(ECDSA)));
  }

  /// Two owners sign one after the other; the last one gets the transaction only if the first one's
  /// inputs are final.
  @Test
  void twoOwners() throws UndecodableException {
    BitcoinTransaction transaction =
        pays().proved(segwitScript(), 50_000).proved(legacy(OTHER).scriptPubKey(), 50_000).parse();
    Signed first = transaction.signed(KEY, List.of(ECDSA));
    assertThat(first.id()).isEqualTo(Bytes.EMPTY);
    Psbt partial = Psbt.parse(first.result());
    assertThat(partial.inputs().getFirst().entries())
        .contains(new Entry(2, KEY.encoded(), first.signatures().getFirst()));
    BitcoinTransaction completed =
        pays()
            .proved(segwitScript(), 50_000)
            .proved(legacy(OTHER).scriptPubKey(), 50_000)
            .field(7, Bytes.fromHex("0151"))
            .parse();
    refuses("nothing-to-sign", () -> completed.toSign(OTHER));
    Signed last = completed.signed(KEY, List.of(ECDSA));
    RawTransaction raw = RawTransaction.parse(last.result());
    assertThat(raw.inputs().getLast().script().hex()).isEqualTo("0151");
    assertThat(raw.inputs().getFirst().witness())
        .containsExactly(last.signatures().getFirst(), KEY.encoded());
    assertThat(last.id().at(0)).isEqualTo(raw.id().at(31));
  }

  @Test
  void hostileBytesAreRefusedOrReadAsTheyAre() throws UndecodableException {
    Bytes good =
        pays()
            .proved(segwitScript(), 50_000)
            .claimed(taproot(KEY).scriptPubKey(), 50_000)
            .proved(legacy(KEY).scriptPubKey(), 50_000)
            .field(3, Bytes.fromHex("01000000"))
            .bytes();
    int refused =
        Mutations.refused(
            good,
            20_000,
            174,
            data -> {
              BitcoinTransaction parsed = BitcoinTransaction.parse(data, BitcoinNetwork.MAINNET);
              try {
                assertThat(parsed.toSign(KEY)).hasSameSizeAs(parsed.toSign(KEY));
                assertThat(parsed.facts(KEY).members()).hasSize(9);
              } catch (UndecodableException e) {
                assertThat(e.code()).isIn("nothing-to-sign", "bad-sighash-type");
              }
              return parsed.psbt();
            });
    assertThat(refused).isGreaterThan(10_000);
  }

  private static void refuses(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.code()).isEqualTo(code));
  }
}
