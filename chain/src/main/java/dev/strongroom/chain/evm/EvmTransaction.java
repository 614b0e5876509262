// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Facts;
import dev.strongroom.chain.Form;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.Scheme;
import dev.strongroom.chain.Signable;
import dev.strongroom.chain.Signed;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.chain.UndecodableException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// A transaction that isn't signed yet, in the serialization whose hash is signed: legacy with or
/// without the chain's id (EIP-155), EIP-2930, EIP-1559, EIP-7702. Read strictly: the canonical
/// form only, so that what was read is what is hashed.
///
/// Stricter than the protocol: gas, nonces and chain ids stay below 2^63, value and fee together
/// below 2^256, the chain id of anything but a legacy transaction isn't 0.
public final class EvmTransaction implements Signable {
  /// The longest that is read, in bytes.
  public static final int MAX_LENGTH = RlpReader.MAX_LENGTH;

  private static final int FIRST_LIST = 0xc0;
  private static final int EIP_155_V = 35;
  private static final int PLAIN_V = 27;

  private final Bytes unsigned;
  private final List<Rlp> payload;
  private final TransactionFields fields;

  private EvmTransaction(Bytes unsigned, List<Rlp> payload, TransactionFields fields) {
    this.unsigned = unsigned;
    this.payload = List.copyOf(payload);
    this.fields = fields;
  }

  /// Reads what ethers calls `unsignedSerialized` and viem `serializeTransaction`.
  ///
  /// @throws UndecodableException if it isn't exactly one unsigned transaction; `blob-transaction`
  ///   if it is one of EIP-4844
  public static EvmTransaction parse(Bytes unsigned) throws UndecodableException {
    if (unsigned.isEmpty()) {
      throw new UndecodableException("too-short", "no transaction");
    }
    int first = unsigned.at(0);
    if (first >= FIRST_LIST) {
      return read(unsigned, 0, unsigned);
    }
    TransactionReader.checkType(first);
    return read(unsigned, first, unsigned.slice(1, unsigned.length()));
  }

  private static EvmTransaction read(Bytes unsigned, int type, Bytes list)
      throws UndecodableException {
    if (!(RlpReader.read(list) instanceof Rlp.Items payload)) {
      throw new UndecodableException("fields", "not a list");
    }
    return new EvmTransaction(unsigned, payload.items(), TransactionReader.read(type, payload));
  }

  /// The serialization that was read.
  public Bytes unsigned() {
    return unsigned;
  }

  /// What is signed: 32 bytes.
  public Bytes digest() {
    return Keccak.hash(unsigned);
  }

  /// The chain that it is for; 0 if it is good for any.
  public long chainId() {
    return fields.chainId();
  }

  @Override
  public Form form() {
    return Form.EVM_TRANSACTION;
  }

  @Override
  public Facts facts(PublicKey key) throws UndecodableException {
    Secp256k1.checkCurve(key);
    return TransactionFacts.of(fields);
  }

  @Override
  public List<SigningItem> toSign(PublicKey key) throws UndecodableException {
    Secp256k1.checkCurve(key);
    return List.of(new SigningItem(Scheme.ECDSA, digest()));
  }

  /// Makes the transaction that is sent.
  ///
  /// @return the signature with 27 or 28 at its end, the signed serialization, its hash
  /// @throws UndecodableException if the signature isn't in its form; whether it is this key's
  ///   isn't looked at
  @Override
  public Signed signed(PublicKey key, List<Bytes> signatures) throws UndecodableException {
    Bytes signature = OneSignature.of(signatures);
    Bytes result = fields.type() == 0 ? legacy(signature) : typed(signature);
    return new Signed(List.of(EvmSignatures.written(signature)), result, Keccak.hash(result));
  }

  private Bytes legacy(Bytes signature) throws UndecodableException {
    BigInteger parity = BigInteger.valueOf(EvmSignatures.parity(signature));
    BigInteger v =
        fields.chainId() == 0
            ? parity.add(BigInteger.valueOf(PLAIN_V))
            : BigInteger.valueOf(fields.chainId())
                .shiftLeft(1)
                .add(BigInteger.valueOf(EIP_155_V))
                .add(parity);
    List<Rlp> all = new ArrayList<>(payload.subList(0, TransactionReader.LEGACY_FIELDS));
    all.add(Rlp.number(v));
    all.add(Rlp.number(EvmSignatures.r(signature)));
    all.add(Rlp.number(EvmSignatures.s(signature)));
    return new Rlp.Items(all).encoded();
  }

  private Bytes typed(Bytes signature) throws UndecodableException {
    List<Rlp> all = new ArrayList<>(payload);
    all.add(Rlp.number(BigInteger.valueOf(EvmSignatures.parity(signature))));
    all.add(Rlp.number(EvmSignatures.r(signature)));
    all.add(Rlp.number(EvmSignatures.s(signature)));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(fields.type());
    out.writeBytes(new Rlp.Items(all).encoded().toByteArray());
    return Bytes.copyOf(out.toByteArray());
  }
}
