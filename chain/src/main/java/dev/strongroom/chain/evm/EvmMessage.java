// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A message as `personal_sign` has it: version 0x45 of EIP-191. Any bytes are one, so what isn't
/// text is marked as unsure.
public final class EvmMessage implements Signable {
  /// The longest that is signed, in bytes.
  public static final int MAX_LENGTH = 64 * 1024;

  private static final String PREFIX = "\u0019Ethereum Signed Message:\n";

  private final Bytes message;

  private EvmMessage(Bytes message) {
    this.message = message;
  }

  /// A message.
  ///
  /// @param message without the prefix
  /// @throws UndecodableException if it is longer than [#MAX_LENGTH]
  public static EvmMessage parse(Bytes message) throws UndecodableException {
    if (message.length() > MAX_LENGTH) {
      throw new UndecodableException("too-long", "longer than " + MAX_LENGTH + " bytes");
    }
    return new EvmMessage(message);
  }

  /// What is signed: 32 bytes.
  public Bytes digest() {
    return Keccak.hash(Bytes.utf8(PREFIX + message.length()), message);
  }

  @Override
  public Form form() {
    return Form.EVM_MESSAGE;
  }

  @Override
  public Facts facts(PublicKey key) throws UndecodableException {
    Secp256k1.checkCurve(key);
    Optional<String> text = ShownText.of(message);
    List<String> unsure = new ArrayList<>();
    if (text.isEmpty()) {
      unsure.add("not-text");
    } else if (ShownText.hasLookAlikes(text.get())) {
      unsure.add("look-alikes");
    }
    return new Facts(
        Form.EVM_MESSAGE,
        Map.of(
            "text", text.orElse(""),
            "hex", message.hex(),
            "length", (long) message.length(),
            "ascii", ShownText.ascii(message)),
        unsure);
  }

  @Override
  public List<SigningItem> toSign(PublicKey key) throws UndecodableException {
    Secp256k1.checkCurve(key);
    return List.of(new SigningItem(Scheme.ECDSA, digest()));
  }

  /// The signature with 27 or 28 at its end, as tools show it; no id.
  ///
  /// @throws UndecodableException if the signature isn't in its form; whether it is this key's
  ///   isn't looked at
  @Override
  public Signed signed(PublicKey key, List<Bytes> signatures) throws UndecodableException {
    Bytes signature = EvmSignatures.written(OneSignature.of(signatures));
    return new Signed(List.of(signature), signature, Bytes.EMPTY);
  }
}
