// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.solana;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.Form;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.ShownText;
import dev.strongroom.chain.Signable;
import dev.strongroom.chain.Signed;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.chain.UndecodableException;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A text under Solana's off-chain header of version 0, as `solana sign-offchain-message` makes it:
/// the domain, a byte each of version and format, two bytes of length, the text. The first byte,
/// 0xff, is that of no transaction.
public final class SolanaMessage implements Signable {
  private static final Bytes DOMAIN = Bytes.fromHex("ff736f6c616e61206f6666636861696e");
  private static final int HEADER = 20;

  /// What a hardware wallet takes: a packet's length without the header.
  private static final int MOST_SHORT = 1232 - HEADER;

  private static final int MOST = 0xffff - HEADER;
  private static final int SIGNATURE = 64;

  private final Bytes text;

  private SolanaMessage(Bytes text) {
    this.text = text;
  }

  /// Takes a text in UTF-8, 1 to 65,515 bytes.
  ///
  /// @throws UndecodableException `bad-length`, `not-text`
  public static SolanaMessage of(Bytes text) throws UndecodableException {
    if (text.isEmpty() || text.length() > MOST) {
      throw new UndecodableException("bad-length", "a text of " + text.length() + " bytes");
    }
    if (text.asUtf8() == null) {
      throw new UndecodableException("not-text", "not UTF-8");
    }
    return new SolanaMessage(text);
  }

  /// What is signed: header and text.
  public Bytes message() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(DOMAIN.toByteArray());
    out.write(0);
    out.write(format());
    out.write(text.length() & 0xff);
    out.write(text.length() >>> 8);
    out.writeBytes(text.toByteArray());
    return Bytes.copyOf(out.toByteArray());
  }

  /// 0 for printable ASCII, 1 for UTF-8, 2 for UTF-8 that is longer than a hardware wallet takes.
  private int format() {
    if (text.length() > MOST_SHORT) {
      return 2;
    }
    for (int i = 0; i < text.length(); i++) {
      if (text.at(i) < 0x20 || text.at(i) > 0x7e) {
        return 1;
      }
    }
    return 0;
  }

  @Override
  public Form form() {
    return Form.SOLANA_MESSAGE;
  }

  @Override
  public Facts facts(PublicKey key) throws UndecodableException {
    Bytes _ = SolanaAddress.bytes(key);
    Optional<String> shown = ShownText.of(text);
    return new Facts(
        Form.SOLANA_MESSAGE,
        Map.of(
            "text", shown.orElse(""),
            "hex", text.hex(),
            "length", (long) text.length(),
            "ascii", ShownText.ascii(text)),
        shown.map(SolanaMessage::unsure).orElse(List.of("not-text")));
  }

  private static List<String> unsure(String shown) {
    return ShownText.hasLookAlikes(shown) ? List.of("look-alikes") : List.of();
  }

  @Override
  public List<SigningItem> toSign(PublicKey key) throws UndecodableException {
    Bytes _ = SolanaAddress.bytes(key);
    return List.of(new SigningItem(Scheme.ED25519, message()));
  }

  /// The only signature is also the result.
  @Override
  public Signed signed(PublicKey key, List<Bytes> signatures) throws UndecodableException {
    Bytes _ = SolanaAddress.bytes(key);
    if (signatures.size() != 1 || signatures.getFirst().length() != SIGNATURE) {
      throw new UndecodableException("bad-signature", "one signature of 64 bytes is needed");
    }
    return new Signed(signatures, signatures.getFirst(), Bytes.EMPTY);
  }
}
