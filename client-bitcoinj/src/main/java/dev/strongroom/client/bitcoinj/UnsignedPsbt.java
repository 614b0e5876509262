// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.bitcoinj;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.bitcoinj.base.VarInt;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.script.ScriptPattern;

/// Writes transactions as PSBTs (BIP-174, version 0) that nobody has signed yet.
final class UnsignedPsbt {
  private static final byte[] MAGIC = HexFormat.of().parseHex("70736274ff");
  private static final int UNSIGNED_TRANSACTION = 0x00;
  private static final int PREVIOUS_TRANSACTION = 0x00;
  private static final int WITNESS_UTXO = 0x01;

  private UnsignedPsbt() {}

  /// The transaction, with what each of its inputs spends.
  ///
  /// @throws VaultSigningException if an input doesn't know what it spends
  static Bytes of(Transaction transaction) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(MAGIC);
    field(out, UNSIGNED_TRANSACTION, stripped(transaction).serialize());
    out.write(0);
    for (TransactionInput input : transaction.getInputs()) {
      input(out, input);
      out.write(0);
    }
    // Of outputs there is nothing to say.
    transaction.getOutputs().forEach(_ -> out.write(0));
    return Bytes.copyOf(out.toByteArray());
  }

  private static Transaction stripped(Transaction transaction) {
    Transaction copy = Transaction.read(ByteBuffer.wrap(transaction.serialize()));
    for (int i = 0; i < copy.getInputs().size(); i++) {
      copy.replaceInput(i, copy.getInput(i).withoutScriptBytes().withoutWitness());
    }
    return copy;
  }

  private static void input(ByteArrayOutputStream out, TransactionInput input) {
    TransactionOutput spent = input.getConnectedOutput();
    if (spent == null) {
      throw new VaultSigningException(
          "nobody knows what the input " + input.getOutpoint() + " spends");
    }
    // From the whole transaction the vault sees that the amount is true.
    Transaction previous = input.getConnectedTransaction();
    if (previous != null) {
      field(out, PREVIOUS_TRANSACTION, previous.serialize());
    }
    if (ScriptPattern.isP2WH(spent.getScriptPubKey())
        || ScriptPattern.isP2TR(spent.getScriptPubKey())) {
      field(out, WITNESS_UTXO, spent.serialize());
    }
  }

  private static void field(ByteArrayOutputStream out, int type, byte[] value) {
    out.write(1);
    out.write(type);
    out.writeBytes(VarInt.of(value.length).serialize());
    out.writeBytes(value);
  }
}
