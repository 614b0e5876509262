// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.bitcoinj;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.Curve;
import dev.strongroom.client.vault.Payload;
import dev.strongroom.client.vault.SignedPayload;
import dev.strongroom.client.vault.VaultException;
import dev.strongroom.client.vault.VaultSigner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.Transaction.SigHash;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.core.TransactionWitness;
import org.bitcoinj.core.VerificationException;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.crypto.SignatureDecodeException;
import org.bitcoinj.crypto.TransactionSignature;
import org.bitcoinj.script.Script;
import org.bitcoinj.script.ScriptBuilder;
import org.bitcoinj.script.ScriptPattern;
import org.bitcoinj.signers.TransactionSigner;
import org.bitcoinj.wallet.KeyBag;

/// Has a wallet's transactions signed by a key in a vault, which sees each of them whole: amounts,
/// recipients, fee. A program has its wallet watch the key and adds the signer; sending goes on as
/// before:
///
/// ```java
/// wallet.importKey(signer.watchedKey());
/// wallet.addTransactionSigner(signer);
/// ```
///
/// Signs P2WPKH and P2PKH, all of the transaction (`SIGHASH_ALL`). Every signature is verified
/// before it is put in its place. Thread-safe if the vault's signer is.
public final class VaultTransactionSigner implements TransactionSigner {
  private final VaultSigner signer;
  private final String network;
  private final ECKey publicKey;

  /// @param signer a key of secp256k1
  /// @param network of the wallet
  /// @throws IllegalArgumentException if the key is of another curve, or the vault doesn't know the
  ///   network
  public VaultTransactionSigner(VaultSigner signer, BitcoinNetwork network) {
    if (signer.publicKey().curve() != Curve.SECP256K1) {
      throw new IllegalArgumentException("Bitcoin takes keys of secp256k1");
    }
    this.signer = signer;
    this.network = named(network);
    this.publicKey = ECKey.fromPublicOnly(signer.publicKey().encoded().toByteArray());
  }

  private static String named(BitcoinNetwork network) {
    return switch (network) {
      case MAINNET -> "mainnet";
      case TESTNET -> "testnet";
      case REGTEST -> "regtest";
      case SIGNET -> throw new IllegalArgumentException("vaults don't know signet");
    };
  }

  /// The key as wallets watch it, without its secret.
  public ECKey watchedKey() {
    return ECKey.fromPublicOnly(publicKey);
  }

  @Override
  public boolean isReady() {
    return true;
  }

  /// Signs the inputs that spend what is this key's.
  ///
  /// @return whether there is one
  /// @throws VaultSigningException if the vault doesn't sign, or signs anything else
  @Override
  public boolean signInputs(ProposedTransaction proposed, KeyBag keys) {
    Transaction transaction = proposed.partialTx;
    List<Integer> own = own(transaction);
    if (own.isEmpty()) {
      return false;
    }
    List<Bytes> signatures = asked(UnsignedPsbt.of(transaction)).signatures();
    if (signatures.size() != own.size()) {
      throw new VaultSigningException(
          "the vault made " + signatures.size() + " signatures for " + own.size() + " inputs");
    }
    // All are verified before the transaction is touched.
    List<TransactionInput> complete = new ArrayList<>();
    for (int i = 0; i < own.size(); i++) {
      complete.add(completed(transaction, own.get(i), signatures.get(i)));
    }
    for (int i = 0; i < own.size(); i++) {
      transaction.replaceInput(own.get(i), complete.get(i));
    }
    return true;
  }

  private List<Integer> own(Transaction transaction) {
    List<Integer> own = new ArrayList<>();
    for (int i = 0; i < transaction.getInputs().size(); i++) {
      TransactionOutput spent = transaction.getInput(i).getConnectedOutput();
      if (spent != null && isOwn(spent.getScriptPubKey())) {
        own.add(i);
      }
    }
    return own;
  }

  private boolean isOwn(Script script) {
    byte[] hash = publicKey.getPubKeyHash();
    return (ScriptPattern.isP2WPKH(script)
            && Arrays.equals(ScriptPattern.extractHashFromP2WH(script), hash))
        || (ScriptPattern.isP2PKH(script)
            && Arrays.equals(ScriptPattern.extractHashFromP2PKH(script), hash));
  }

  private SignedPayload asked(Bytes psbt) {
    try {
      return signer.sign(Payload.bitcoinTransaction(psbt, network));
    } catch (VaultException | IOException e) {
      throw new VaultSigningException("the vault didn't sign: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new VaultSigningException("interrupted", e);
    }
  }

  private TransactionInput completed(Transaction transaction, int index, Bytes encoded) {
    TransactionInput input = transaction.getInput(index);
    TransactionOutput spent = input.getConnectedOutput();
    TransactionSignature signature = decoded(encoded);
    if (spent == null || signature.sighashFlags != SigHash.ALL.value) {
      throw new VaultSigningException("the vault's signature isn't for the whole transaction");
    }
    Script script = spent.getScriptPubKey();
    boolean segwit = ScriptPattern.isP2WPKH(script);
    Sha256Hash digest =
        segwit
            ? transaction.hashForWitnessSignature(
                index,
                ScriptBuilder.createP2PKHOutputScript(publicKey),
                spent.getValue(),
                SigHash.ALL,
                false)
            : transaction.hashForSignature(index, script, SigHash.ALL, false);
    if (!publicKey.verify(digest, signature)) {
      throw new VaultSigningException("the vault's signature isn't this key's over input " + index);
    }
    return segwit
        ? input
            .withoutScriptBytes()
            .withWitness(TransactionWitness.redeemP2WPKH(signature, publicKey))
        : input.withScriptSig(ScriptBuilder.createInputScript(signature, publicKey));
  }

  private static TransactionSignature decoded(Bytes encoded) {
    try {
      return TransactionSignature.decodeFromBitcoin(encoded.toByteArray(), true, true);
    } catch (SignatureDecodeException | VerificationException e) {
      throw new VaultSigningException("the vault's signature isn't one of Bitcoin", e);
    }
  }
}
