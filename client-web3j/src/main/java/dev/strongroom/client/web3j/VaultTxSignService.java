// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.web3j;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.client.vault.Payload;
import dev.strongroom.client.vault.SignedPayload;
import dev.strongroom.client.vault.VaultException;
import dev.strongroom.client.vault.VaultSigner;
import java.io.IOException;
import java.math.BigInteger;
import java.security.SignatureException;
import java.util.Arrays;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.web3j.crypto.Hash;
import org.web3j.crypto.Keys;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.Sign;
import org.web3j.crypto.Sign.SignatureData;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.service.TxSignService;

/// Has web3j's transactions signed by a key in a vault, which sees each of them decoded. A program
/// passes it where it passed credentials, and changes nothing else:
///
/// ```java
/// var transactions = new RawTransactionManager(web3j, new VaultTxSignService(signer), chainId);
/// ```
///
/// What comes back is the transaction that was asked for, signed by this key, or nothing: both are
/// checked. Transactions with blobs (EIP-4844) aren't signed. Thread-safe if the signer is.
public final class VaultTxSignService implements TxSignService {
  private static final int SCALAR = 32;
  private static final int LOWEST_V = 27;

  private final VaultSigner signer;
  private final BigInteger publicKey;
  private final String address;

  /// @param signer a key of secp256k1
  /// @throws IllegalArgumentException if it is of another curve, or no point of it
  public VaultTxSignService(VaultSigner signer) {
    if (signer.publicKey().curve() != Curve.SECP256K1) {
      throw new IllegalArgumentException("Ethereum takes keys of secp256k1");
    }
    this.signer = signer;
    this.publicKey = uncompressed(signer.publicKey().encoded());
    this.address = "0x" + Keys.getAddress(publicKey);
  }

  /// As web3j has public keys: x and y, without the byte in front.
  private static BigInteger uncompressed(Bytes compressed) {
    ECPoint point =
        CustomNamedCurves.getByName("secp256k1").getCurve().decodePoint(compressed.toByteArray());
    byte[] encoded = point.getEncoded(false);
    return new BigInteger(1, encoded, 1, encoded.length - 1);
  }

  /// The account's address: `0x` and 40 hexadecimal digits in lower case, as web3j's own signers
  /// have it.
  @Override
  public String getAddress() {
    return address;
  }

  /// Has a transaction signed.
  ///
  /// @param chainId of a legacy transaction (EIP-155); not positive for one that holds on any chain
  /// @return the signed transaction, ready to be sent
  /// @throws VaultSigningException if the vault doesn't sign, or signs anything else
  @Override
  public byte[] sign(RawTransaction transaction, long chainId) {
    if (transaction.getType().isEip4844()) {
      throw new VaultSigningException("a vault doesn't sign transactions with blobs");
    }
    boolean replayProtected = transaction.getType().isLegacy() && chainId > 0;
    byte[] unsigned =
        replayProtected
            ? TransactionEncoder.encode(transaction, chainId)
            : TransactionEncoder.encode(transaction);
    SignedPayload signed = asked(Bytes.copyOf(unsigned));
    SignatureData signature = checked(signed, Hash.sha3(unsigned));
    byte[] expected =
        TransactionEncoder.encode(
            transaction,
            replayProtected
                ? TransactionEncoder.createEip155SignatureData(signature, chainId)
                : signature);
    if (!Arrays.equals(expected, signed.result().toByteArray())) {
      throw new VaultSigningException("the vault signed another transaction");
    }
    return expected;
  }

  private SignedPayload asked(Bytes unsigned) {
    try {
      return signer.sign(Payload.evmTransaction(unsigned));
    } catch (VaultException | IOException e) {
      throw new VaultSigningException("the vault didn't sign: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VaultSigningException("interrupted", e);
    }
  }

  /// The signature, with the v by which this key, and no other, is recovered from it.
  private SignatureData checked(SignedPayload signed, byte[] digest) {
    if (signed.signatures().size() == 1 && signed.signatures().getFirst().length() > 2 * SCALAR) {
      Bytes signature = signed.signatures().getFirst();
      byte[] r = signature.slice(0, SCALAR).toByteArray();
      byte[] s = signature.slice(SCALAR, 2 * SCALAR).toByteArray();
      for (int v = LOWEST_V; v <= LOWEST_V + 1; v++) {
        SignatureData data = new SignatureData((byte) v, r, s);
        if (recovers(digest, data)) {
          return data;
        }
      }
    }
    throw new VaultSigningException("the vault's signature isn't this key's");
  }

  private boolean recovers(byte[] digest, SignatureData signature) {
    try {
      return Sign.signedMessageHashToKey(digest, signature).equals(publicKey);
    } catch (SignatureException | IllegalArgumentException e) {
      return false;
    }
  }
}
