// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.solana;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.Form;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.Signable;
import dev.strongroom.chain.Signed;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.chain.encoding.ByteReader;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// A Solana transaction to be signed, legacy or version 0.
public final class SolanaTransaction implements Signable {
  /// The most that a packet holds, with all signatures.
  private static final int MOST_BYTES = 1232;

  private static final int SIGNATURE = 64;

  private final Bytes message;
  private final SolanaLayout layout;
  private final List<Bytes> signatures;

  private SolanaTransaction(Bytes message, SolanaLayout layout, List<Bytes> signatures) {
    this.message = message;
    this.layout = layout;
    this.signatures = List.copyOf(signatures);
  }

  /// Reads a message, or a whole transaction in which signatures that aren't there yet are zeros.
  ///
  /// @throws UndecodableException `bad-transaction`, `unknown-version`, `too-long`, `too-many`,
  ///   `not-minimal`, `truncated`, `trailing-bytes`, `ambiguous`
  public static SolanaTransaction parse(Bytes data) throws UndecodableException {
    if (data.length() > MOST_BYTES) {
      throw new UndecodableException("too-long", "more than " + MOST_BYTES + " bytes");
    }
    SolanaTransaction whole;
    try {
      whole = transaction(data);
    } catch (UndecodableException asTransaction) {
      try {
        return message(data);
      } catch (UndecodableException asMessage) {
        // Neither: the complaint is about what it was meant to be.
        throw hasSignatures(data) ? asTransaction : asMessage;
      }
    }
    if (isMessage(data)) {
      throw new UndecodableException("ambiguous", "a message and a transaction at once");
    }
    return whole;
  }

  /// Whether what stands behind the signatures starts with their number.
  private static boolean hasSignatures(Bytes data) {
    int count = data.isEmpty() ? 0 : data.at(0);
    int message = 1 + count * SIGNATURE;
    if (count == 0 || message + 1 >= data.length()) {
      return false;
    }
    return count == data.at(data.at(message) < 0x80 ? message : message + 1);
  }

  private static boolean isMessage(Bytes data) {
    try {
      SolanaTransaction _ = message(data);
      return true;
    } catch (UndecodableException e) {
      return false;
    }
  }

  private static SolanaTransaction message(Bytes data) throws UndecodableException {
    SolanaLayout layout = SolanaLayout.parse(data);
    if (1 + layout.signers() * SIGNATURE + data.length() > MOST_BYTES) {
      throw new UndecodableException("too-long", "more than " + MOST_BYTES + " bytes when signed");
    }
    List<Bytes> none = Collections.nCopies(layout.signers(), Bytes.zeros(SIGNATURE));
    return new SolanaTransaction(data, layout, none);
  }

  private static SolanaTransaction transaction(Bytes data) throws UndecodableException {
    ByteReader reader = new ByteReader(data);
    int count = CompactU16.read(reader);
    List<Bytes> signatures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      signatures.add(reader.bytes(SIGNATURE));
    }
    Bytes message = reader.bytes(reader.remaining());
    SolanaLayout layout = SolanaLayout.parse(message);
    if (layout.signers() != count) {
      throw new UndecodableException(
          "bad-transaction", count + " signatures for " + layout.signers() + " signers");
    }
    return new SolanaTransaction(message, layout, signatures);
  }

  /// What every signer signs.
  public Bytes message() {
    return message;
  }

  @Override
  public Form form() {
    return Form.SOLANA_TRANSACTION;
  }

  @Override
  public Facts facts(PublicKey key) throws UndecodableException {
    int _ = place(key);
    return new SolanaFacts(layout, key.encoded()).facts();
  }

  @Override
  public List<SigningItem> toSign(PublicKey key) throws UndecodableException {
    int _ = place(key);
    return List.of(new SigningItem(Scheme.ED25519, message));
  }

  /// The result is the transaction with the key's signature in its place. The id is the fee payer's
  /// signature, once every signer's is there.
  @Override
  public Signed signed(PublicKey key, List<Bytes> made) throws UndecodableException {
    int place = place(key);
    if (made.size() != 1 || made.getFirst().length() != SIGNATURE) {
      throw new UndecodableException("bad-signature", "one signature of 64 bytes is needed");
    }
    List<Bytes> all = new ArrayList<>(signatures);
    all.set(place, made.getFirst());
    boolean complete = all.stream().noneMatch(Bytes::isAllZero);
    return new Signed(made, write(all), complete ? all.getFirst() : Bytes.EMPTY);
  }

  /// The whole transaction, with the signatures that it came with.
  public Bytes serialized() {
    return write(signatures);
  }

  private Bytes write(List<Bytes> all) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CompactU16.write(out, all.size());
    all.forEach(signature -> out.writeBytes(signature.toByteArray()));
    out.writeBytes(message.toByteArray());
    return Bytes.copyOf(out.toByteArray());
  }

  private int place(PublicKey key) throws UndecodableException {
    int place = layout.accounts().indexOf(SolanaAddress.bytes(key));
    if (place < 0 || place >= layout.signers()) {
      throw new UndecodableException("nothing-to-sign", "the key isn't one of the signers");
    }
    return place;
  }
}
