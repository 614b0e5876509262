// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.solana;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.chain.UndecodableException;
import java.util.List;
import org.junit.jupiter.api.Test;

class SolanaMessageTest {
  private static final PublicKey KEY = new PublicKey(Curve.ED25519, Bytes.zeros(32));

  /// Source: Solana's SDK, `offchain_message.rs`, its tests.
  @Test
  void ascii() throws UndecodableException {
    SolanaMessage message = SolanaMessage.of(Bytes.utf8("Test Message"));
    Bytes expected =
        Bytes.fromHex("ff736f6c616e61206f6666636861696e00000c0054657374204d657373616765");
    assertThat(message.toSign(KEY)).containsExactly(new SigningItem(Scheme.ED25519, expected));
    assertThat(message.facts(KEY).members())
        .containsEntry("text", "Test Message")
        .containsEntry("hex", "54657374204d657373616765")
        .containsEntry("length", 12L)
        .containsEntry("ascii", true);
    assertThat(message.facts(KEY).unsure()).isEmpty();
  }

  /// The same source: a text in Cyrillic letters has format 1.
  @Test
  void utf8() throws UndecodableException {
    SolanaMessage message = SolanaMessage.of(Bytes.utf8("Тестовое сообщение"));
    assertThat(message.message().slice(16, 20).hex()).isEqualTo("00012300");
    assertThat(message.facts(KEY).members()).containsEntry("ascii", false);
    assertThat(message.facts(KEY).unsure()).isEmpty();
  }

  @Test
  void theFormatFollowsTheLength() throws UndecodableException {
    assertThat(format("a".repeat(1212))).isEqualTo(0);
    assertThat(format("a\n")).isEqualTo(1);
    assertThat(format("a".repeat(1213))).isEqualTo(2);
    assertThat(SolanaMessage.of(Bytes.utf8("a".repeat(65515))).message().length()).isEqualTo(65535);
  }

  private static int format(String text) throws UndecodableException {
    return SolanaMessage.of(Bytes.utf8(text)).message().at(17);
  }

  @Test
  void whatTheFormatDoesntTakeIsRefused() {
    refuses(Bytes.EMPTY, "bad-length");
    refuses(Bytes.utf8("a".repeat(65516)), "bad-length");
    refuses(Bytes.fromHex("c0af"), "not-text");
  }

  private static void refuses(Bytes text, String code) {
    assertThatThrownBy(() -> SolanaMessage.of(text))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.code()).isEqualTo(code));
  }

  @Test
  void noTransactionStartsLikeIt() throws UndecodableException {
    Bytes message = SolanaMessage.of(Bytes.utf8("x".repeat(200))).message();
    assertThatThrownBy(() -> SolanaTransaction.parse(message))
        .isInstanceOf(UndecodableException.class);
  }

  @Test
  void deceptiveTextsAreSaid() throws UndecodableException {
    assertThat(unsure("\u0430pple")).containsExactly("look-alikes");
    assertThat(unsure("pay\u202e100")).containsExactly("look-alikes");
    assertThat(unsure("zero\u200bwidth")).containsExactly("look-alikes");
    assertThat(unsure("\ud835\udc00")).containsExactly("look-alikes");
    assertThat(unsure("\u30d3\u30c3\u30c8 \u6771\u4eac")).isEmpty();
    assertThat(unsure("Größe: 5 €")).isEmpty();
    Facts bell = SolanaMessage.of(Bytes.utf8("a\u0007")).facts(KEY);
    assertThat(bell.unsure()).containsExactly("not-text");
    assertThat(bell.members()).containsEntry("text", "").containsEntry("hex", "6107");
  }

  private static List<String> unsure(String text) throws UndecodableException {
    return SolanaMessage.of(Bytes.utf8(text)).facts(KEY).unsure();
  }
}
