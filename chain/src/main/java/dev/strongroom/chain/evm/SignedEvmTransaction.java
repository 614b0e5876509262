// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.UndecodableException;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A signed transaction, taken apart: what was signed, and by whom. Clients check with it what a
/// vault hands back.
///
/// @param transaction as it was before
/// @param signature r, s and 0 or 1: 65 bytes
/// @param signer whose signature it is
/// @param id the transaction's hash
public record SignedEvmTransaction(
    EvmTransaction transaction, Bytes signature, PublicKey signer, Bytes id) {
  private static final int FIRST_LIST = 0xc0;
  private static final int SIGNATURE_ITEMS = 3;
  private static final int WORD_DIGITS = 64;
  private static final BigInteger PLAIN_V = BigInteger.valueOf(27);
  private static final BigInteger EIP_155_V = BigInteger.valueOf(35);

  /// Reads the serialization that is sent.
  ///
  /// @throws UndecodableException if it isn't exactly one transaction, or nobody can have signed it
  public static SignedEvmTransaction parse(Bytes signed) throws UndecodableException {
    if (signed.isEmpty()) {
      throw new UndecodableException("too-short", "no transaction");
    }
    boolean legacy = signed.at(0) >= FIRST_LIST;
    Rlp all = RlpReader.read(legacy ? signed : signed.slice(1, signed.length()));
    if (!(all instanceof Rlp.Items(List<Rlp> items)) || items.size() <= SIGNATURE_ITEMS) {
      throw new UndecodableException("fields", "not a transaction's list");
    }
    int unsigned = items.size() - SIGNATURE_ITEMS;
    if (legacy && unsigned != TransactionReader.LEGACY_FIELDS) {
      throw new UndecodableException("fields", "not a legacy transaction's list");
    }
    RlpFields in =
        new RlpFields(
            new Rlp.Items(items.subList(unsigned, items.size())), SIGNATURE_ITEMS, "a signature");
    BigInteger v = in.amount("v");
    String scalars = digits(in.amount("r")) + digits(in.amount("s"));
    List<Rlp> payload = new ArrayList<>(items.subList(0, unsigned));
    BigInteger parity = legacy ? takeChain(v, payload) : v;
    if (parity.signum() < 0 || parity.bitLength() > 1) {
      throw new UndecodableException("signature", "v is neither of the two");
    }
    Bytes signature = Bytes.fromHex(scalars + HexFormat.of().toHexDigits(parity.byteValueExact()));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (!legacy) {
      out.write(signed.at(0));
    }
    out.writeBytes(new Rlp.Items(payload).encoded().toByteArray());
    EvmTransaction transaction = EvmTransaction.parse(Bytes.copyOf(out.toByteArray()));
    return new SignedEvmTransaction(
        transaction,
        signature,
        EvmSignatures.recover(transaction.digest(), signature),
        Keccak.hash(signed));
  }

  /// Puts the chain's id that is in v (EIP-155) where it was when the transaction was signed.
  ///
  /// @return the parity
  private static BigInteger takeChain(BigInteger v, List<Rlp> payload) {
    if (v.compareTo(EIP_155_V) < 0) {
      return v.subtract(PLAIN_V);
    }
    BigInteger rest = v.subtract(EIP_155_V);
    payload.add(Rlp.number(rest.shiftRight(1)));
    payload.add(new Rlp.Data(Bytes.EMPTY));
    payload.add(new Rlp.Data(Bytes.EMPTY));
    return rest.testBit(0) ? BigInteger.ONE : BigInteger.ZERO;
  }

  private static String digits(BigInteger scalar) {
    String digits = scalar.toString(16);
    return "0".repeat(WORD_DIGITS - digits.length()) + digits;
  }
}
