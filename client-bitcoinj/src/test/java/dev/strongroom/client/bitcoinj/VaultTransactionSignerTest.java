// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.bitcoinj;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.client.fixtures.ContractVault;
import dev.strongroom.client.fixtures.DoubleKey;
import dev.strongroom.client.vault.KeySigner;
import dev.strongroom.client.vault.Payload;
import dev.strongroom.client.vault.SignedPayload;
import dev.strongroom.client.vault.VaultClient;
import dev.strongroom.client.vault.VaultException;
import dev.strongroom.client.vault.VaultKey;
import dev.strongroom.client.vault.VaultRefusedException;
import dev.strongroom.client.vault.VaultSigner;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.bitcoinj.base.BitcoinNetwork;
import org.bitcoinj.base.Coin;
import org.bitcoinj.base.ScriptType;
import org.bitcoinj.base.Sha256Hash;
import org.bitcoinj.core.Context;
import org.bitcoinj.core.Transaction;
import org.bitcoinj.core.TransactionInput;
import org.bitcoinj.core.TransactionOutPoint;
import org.bitcoinj.core.TransactionOutput;
import org.bitcoinj.crypto.ECKey;
import org.bitcoinj.script.Script;
import org.bitcoinj.signers.TransactionSigner.ProposedTransaction;
import org.bitcoinj.wallet.SendRequest;
import org.bitcoinj.wallet.Wallet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A wallet of bitcoinj signs through a double of the vault's HTTP interface that decodes PSBTs as
/// the vault does and signs with a real key; bitcoinj's own interpreter of scripts says whether the
/// inputs may be spent. Tests with the real vault take [#signer] from there.
class VaultTransactionSignerTest {
  private final DoubleKey key = DoubleKey.of("k", "secp256k1");
  private final ECKey recipient = new ECKey(new SecureRandom());
  private final List<Receipt> receipts = new ArrayList<>();
  private ContractVault vault;
  private VaultSigner signer;

  @BeforeEach
  void open() throws Exception {
    Context.propagate(new Context());
    vault = new ContractVault(key);
    VaultClient client = vault.client(RequestKey.generateEd25519(new SecureRandom()));
    VaultKey listed = client.key("k");
    signer = KeySigner.of(client, listed, listed.accounts().getFirst(), receipts::add);
  }

  @AfterEach
  void close() throws Exception {
    vault.close();
  }

  private static Wallet wallet(VaultTransactionSigner signer) {
    Wallet wallet = Wallet.createBasic(BitcoinNetwork.REGTEST);
    assertThat(wallet.importKey(signer.watchedKey())).isTrue();
    wallet.addTransactionSigner(signer);
    return wallet;
  }

  /// Somebody pays to the key.
  private static Transaction payment(ECKey to, Coin amount, ScriptType... types) {
    Transaction payment = new Transaction();
    payment.addInput(
        new TransactionInput(
            payment,
            new byte[] {1, 2},
            new TransactionOutPoint(0, Sha256Hash.of(amount.toString().getBytes(US_ASCII)))));
    for (ScriptType type : types) {
      payment.addOutput(amount, to.toAddress(type, BitcoinNetwork.REGTEST));
    }
    return payment;
  }

  private Transaction spending(VaultTransactionSigner own) {
    Transaction paid =
        payment(own.watchedKey(), Coin.valueOf(70_000), ScriptType.P2WPKH, ScriptType.P2PKH);
    Transaction other = payment(own.watchedKey(), Coin.valueOf(5_000), ScriptType.P2WPKH);
    Transaction spending = new Transaction();
    for (TransactionOutput output :
        List.of(paid.getOutput(0), paid.getOutput(1), other.getOutput(0))) {
      spending.addInput(output);
    }
    spending.addOutput(
        Coin.valueOf(140_000), recipient.toAddress(ScriptType.P2WPKH, BitcoinNetwork.REGTEST));
    return spending;
  }

  @Test
  void aWalletSpendsWhatItOnlyWatches() throws Exception {
    VaultTransactionSigner own = new VaultTransactionSigner(signer, BitcoinNetwork.REGTEST);
    Transaction spending = spending(own);
    wallet(own).signTransaction(SendRequest.forTx(spending));
    for (int i = 0; i < 3; i++) {
      TransactionInput input = spending.getInput(i);
      TransactionOutput spent = Objects.requireNonNull(input.getConnectedOutput());
      input
          .getScriptSig()
          .correctlySpends(
              spending,
              i,
              input.getWitness(),
              spent.getValue(),
              spent.getScriptPubKey(),
              Script.ALL_VERIFY_FLAGS);
    }
    assertThat(spending.getInput(0).hasWitness()).isTrue();
    assertThat(spending.getInput(1).hasWitness()).isFalse();
    assertThat(receipts).hasSize(1);
    assertThat(receipts.getFirst().entry().text()).contains("bitcoin-transaction");
  }

  @Test
  void leavesOthersInputsAlone() {
    VaultTransactionSigner own = new VaultTransactionSigner(signer, BitcoinNetwork.REGTEST);
    Transaction foreign = new Transaction();
    foreign.addInput(payment(recipient, Coin.COIN, ScriptType.P2WPKH).getOutput(0));
    foreign.addOutput(Coin.CENT, recipient.toAddress(ScriptType.P2WPKH, BitcoinNetwork.REGTEST));
    Wallet wallet = wallet(own);
    var proposed = new ProposedTransaction(foreign);
    assertThat(own.signInputs(proposed, wallet)).isFalse();
    assertThat(receipts).isEmpty();
  }

  @Test
  void saysWhatTheVaultRefuses() {
    vault.script((_, path, honest) ->
        path.endsWith("/sign") ? ContractVault.refusal(403, "limit-exceeded") : honest);
    VaultTransactionSigner own = new VaultTransactionSigner(signer, BitcoinNetwork.REGTEST);
    assertThatExceptionOfType(VaultSigningException.class)
        .isThrownBy(() -> wallet(own).signTransaction(SendRequest.forTx(spending(own))))
        .withMessageContaining("limit-exceeded")
        .withCauseInstanceOf(VaultRefusedException.class);
  }

  /// Vaults that sign something else, each caught before the transaction is touched.
  @Test
  void putsNoOtherSignatureInItsPlace() {
    List<UnaryOperator<List<Bytes>>> lies =
        List.of(
            List::reversed,
            all -> all.subList(1, all.size()),
            all -> all.stream().map(one -> one.slice(0, one.length() - 1)).toList(),
            all -> all.stream().map(VaultTransactionSignerTest::single).toList());
    for (UnaryOperator<List<Bytes>> lie : lies) {
      VaultTransactionSigner own =
          new VaultTransactionSigner(new Liar(signer, lie), BitcoinNetwork.REGTEST);
      Transaction spending = spending(own);
      assertThatExceptionOfType(VaultSigningException.class)
          .isThrownBy(() -> wallet(own).signTransaction(SendRequest.forTx(spending)));
      assertThat(spending.getInputs()).noneMatch(TransactionInput::hasWitness);
    }
  }

  /// The same signature, said to be for one output only.
  private static Bytes single(Bytes signature) {
    return Bytes.fromHex(signature.slice(0, signature.length() - 1).hex() + "03");
  }

  private record Liar(VaultSigner honest, UnaryOperator<List<Bytes>> lie) implements VaultSigner {
    @Override
    public PublicKey publicKey() {
      return honest.publicKey();
    }

    @Override
    public SignedPayload sign(Payload payload)
        throws IOException, InterruptedException, VaultException {
      SignedPayload good = honest.sign(payload);
      return new SignedPayload(
          good.form(),
          lie.apply(good.signatures()),
          good.result(),
          good.id(),
          good.publicKey(),
          good.path());
    }
  }
}
