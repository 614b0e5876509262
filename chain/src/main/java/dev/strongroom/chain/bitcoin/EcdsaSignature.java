// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.bitcoin;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.UndecodableException;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;

/// ECDSA signatures as Bitcoin writes them.
final class EcdsaSignature {
  private static final BigInteger ORDER = CustomNamedCurves.getByName("secp256k1").getN();
  private static final int HALF = 32;
  private static final int LENGTH = 65;

  private EcdsaSignature() {}

  /// The signature in DER (BIP-66), with its sighash type behind.
  ///
  /// @param signature r, s and the recovery id
  /// @throws UndecodableException `bad-signature`, also if s isn't low (BIP-146)
  static Bytes encode(Bytes signature, int type) throws UndecodableException {
    if (signature.length() != LENGTH) {
      throw bad("of " + signature.length() + " bytes");
    }
    BigInteger r = new BigInteger(1, signature.slice(0, HALF).toByteArray());
    BigInteger s = new BigInteger(1, signature.slice(HALF, 2 * HALF).toByteArray());
    boolean inRange = r.signum() > 0 && r.compareTo(ORDER) < 0 && s.signum() > 0;
    if (!inRange || s.compareTo(ORDER.shiftRight(1)) > 0) {
      throw bad("out of range");
    }
    BitcoinWriter out = new BitcoinWriter();
    try {
      out.bytes(Bytes.copyOf(StandardDSAEncoding.INSTANCE.encode(ORDER, r, s)));
    } catch (IOException e) {
      throw new IllegalStateException("two numbers in range have a form in DER", e);
    }
    out.u8(type);
    return out.toBytes();
  }

  private static UndecodableException bad(String message) {
    return new UndecodableException("bad-signature", "a signature " + message);
  }
}
