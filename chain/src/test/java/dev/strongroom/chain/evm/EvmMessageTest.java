// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.Signed;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.evm.fixtures.EvmKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvmMessageTest {
  private static final EvmKey KEY =
      EvmKey.of("4c0883a69102937d6231471b5dbb6204fe5129617082792ae468d01a3f362318");

  /// The example of web3.js's documentation of `eth.accounts.sign`.
  @Test
  void signsAKnownExample() throws UndecodableException {
    EvmMessage message = EvmMessage.parse(Bytes.utf8("Some data"));
    Bytes digest =
        Bytes.fromHex("1da44b586eb0729ff70a73c326926f6ed5a25f5b056e7f47fbc6e58d86871655");
    assertThat(message.toSign(KEY.publicKey()))
        .containsExactly(new SigningItem(Scheme.ECDSA, digest));
    Signed signed = message.signed(KEY.publicKey(), List.of(KEY.sign(digest)));
    assertThat(signed.result().hex())
        .isEqualTo(
            "b91467e570a6466aa9e9876cbcd013baba02900b8979d43fe208a4a4f339f5fd"
                + "6007e74cd82e037b800186422fc2da167c747ef045e5d18a5f5d4300f8e1a0291c");
    assertThat(signed.signatures()).containsExactly(signed.result());
    assertThat(signed.id()).isEqualTo(Bytes.EMPTY);
    assertThat(EvmSignatures.recover(digest, signed.result())).isEqualTo(KEY.publicKey());
  }

  @Test
  void showsTextAndBytes() throws UndecodableException {
    Facts facts = facts(Bytes.utf8("Hello,\n\tworld"));
    assertThat(facts.unsure()).isEmpty();
    assertThat(facts.members())
        .containsEntry("text", "Hello,\n\tworld")
        .containsEntry("hex", Bytes.utf8("Hello,\n\tworld").hex())
        .containsEntry("length", 13L)
        .containsEntry("ascii", true)
        .hasSize(4);
    for (Bytes bytes :
        List.of(
            Bytes.fromHex("ff"),
            Bytes.utf8("a\u0000b"),
            Bytes.utf8("a\rb"),
            Bytes.fromHex("c080"),
            Bytes.utf8("\u0085"),
            Bytes.fromHex("eda080"))) {
      assertThat(facts(bytes).unsure()).containsExactly("not-text");
      assertThat(facts(bytes).members())
          .containsEntry("text", "")
          .containsEntry("ascii", false)
          .containsEntry("hex", bytes.hex());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Pay to p\u0430ypal.com", // a Cyrillic a
        "\u0430\u0440\u0440\u04cf\u0435", // nothing but Cyrillic, and reads as apple
        "\u0391\u0392\u0395", // nothing but Greek, and reads as ABE
        "Pay\u200b10", // no width
        "Pay \u202e01\u202c", // the other direction
        "Pay \u206601\u2069",
        "\ufeffPay",
        "Pay\u00ad10",
        "Pay\u00a010",
        "Pay\u34f10\u3164",
        "\uff30ay", // full width
        "\ud835\udc0fay", // mathematics
        "Pay \u0661\u0660", // digits of Arabic
        "Pa\u0443",
        "Pay\ufe0f",
        "p\u0251y", // a letter of phonetics
        "Pay\u2028now",
        "evil.com\uff0fgood.com",
        "\ue000",
        "P\u0336ay"
      })
  void findsLookAlikes(String text) throws UndecodableException {
    assertThat(facts(Bytes.utf8(text)).unsure()).containsExactly("look-alikes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Sign in to example.com",
        "Überweisung an José: 10 €",
        "Привет, мир",
        "Καλημέρα κόσμε",
        "こんにちは世界、ABC",
        "안녕하세요",
        "naïve – “quoted” 🙂"
      })
  void leavesHonestTextsAlone(String text) throws UndecodableException {
    assertThat(facts(Bytes.utf8(text)).unsure()).isEmpty();
    assertThat(facts(Bytes.utf8(text)).members()).containsEntry("text", text);
  }

  @Test
  void refusesWhatIsTooLong() throws UndecodableException {
    assertThat(facts(Bytes.zeros(EvmMessage.MAX_LENGTH)).unsure()).containsExactly("not-text");
    assertThatThrownBy(() -> EvmMessage.parse(Bytes.zeros(EvmMessage.MAX_LENGTH + 1)))
        .isInstanceOfSatisfying(
            UndecodableException.class, e -> assertThat(e.code()).isEqualTo("too-long"));
  }

  private static Facts facts(Bytes message) throws UndecodableException {
    return EvmMessage.parse(message).facts(KEY.publicKey());
  }
}
