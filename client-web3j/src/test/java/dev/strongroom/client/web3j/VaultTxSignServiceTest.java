// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.web3j;

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
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.AccessListObject;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.ECKeyPair;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.protocol.Web3j;
import org.web3j.protocol.http.HttpService;
import org.web3j.service.TxSignService;
import org.web3j.service.TxSignServiceImpl;
import org.web3j.tx.ChainIdLong;
import org.web3j.tx.RawTransactionManager;

/// Against a double of the vault's HTTP interface that decodes transactions as the vault does and
/// signs with a real key; web3j with the same key gives the second opinion. Tests with the real
/// vault take [#signer] from there.
class VaultTxSignServiceTest {
  private static final String TO = "0x00000000000000000000000000000000000000ff";
  private static final BigInteger GWEI = BigInteger.valueOf(1_000_000_000);

  private final DoubleKey key = DoubleKey.of("k", "secp256k1");
  private final TxSignService web3j =
      new TxSignServiceImpl(Credentials.create(ECKeyPair.create(key.scalar())));
  private final List<Receipt> receipts = new ArrayList<>();
  private ContractVault vault;
  private VaultSigner signer;
  private VaultTxSignService service;

  @BeforeEach
  void open() throws Exception {
    vault = new ContractVault(key);
    VaultClient client = vault.client(RequestKey.generateEd25519(new SecureRandom()));
    VaultKey listed = client.key("k");
    signer = KeySigner.of(client, listed, listed.accounts().getFirst(), receipts::add);
    service = new VaultTxSignService(signer);
  }

  @AfterEach
  void close() throws Exception {
    vault.close();
  }

  private static RawTransaction legacy(BigInteger value) {
    return RawTransaction.createTransaction(
        BigInteger.ONE, GWEI, BigInteger.valueOf(21_000), TO, value, "0x");
  }

  @Test
  void signsWhatWeb3jWouldSign() {
    RawTransaction dynamic =
        RawTransaction.createTransaction(
            137, BigInteger.TWO, BigInteger.valueOf(60_000), TO, GWEI, "0xa9059cbb", GWEI, GWEI);
    RawTransaction listed =
        RawTransaction.createTransaction(
            1,
            BigInteger.ONE,
            GWEI,
            BigInteger.valueOf(30_000),
            TO,
            BigInteger.ZERO,
            "0x",
            List.of(new AccessListObject(TO, List.of("0x" + "01".repeat(32)))));
    assertThat(service.getAddress()).isEqualTo(web3j.getAddress());
    for (RawTransaction transaction :
        List.of(legacy(BigInteger.ZERO), legacy(GWEI), dynamic, listed)) {
      for (long chain : new long[] {1, 137, 11_155_111}) {
        assertThat(HexFormat.of().formatHex(service.sign(transaction, chain)))
            .isEqualTo(HexFormat.of().formatHex(byWeb3j(transaction, chain)));
      }
    }
    assertThat(receipts).hasSize(12);
  }

  /// Of transactions with a type web3j's own signer takes no chain beside theirs.
  private byte[] byWeb3j(RawTransaction transaction, long chain) {
    return web3j.sign(transaction, transaction.getType().isLegacy() ? chain : ChainIdLong.NONE);
  }

  @Test
  void anybodyRecoversTheSender() throws Exception {
    byte[] signed = service.sign(legacy(GWEI), 5);
    SignedRawTransaction read =
        (SignedRawTransaction) TransactionDecoder.decode(HexFormat.of().formatHex(signed));
    assertThat(read.getFrom()).isEqualTo(service.getAddress());
    assertThat(read.getValue()).isEqualTo(GWEI);
  }

  @Test
  void aTransactionManagerTakesIt() {
    // Nothing is sent, so that nobody has to listen there.
    Web3j nobody = Web3j.build(new HttpService("http://127.0.0.1:1"));
    RawTransactionManager transactions = new RawTransactionManager(nobody, service, 5);
    assertThat(transactions.getFromAddress()).isEqualTo(service.getAddress());
    assertThat(transactions.sign(legacy(GWEI)))
        .isEqualTo("0x" + HexFormat.of().formatHex(web3j.sign(legacy(GWEI), 5)));
  }

  @Test
  void saysWhatTheVaultRefuses() {
    vault.script((_, path, honest) ->
        path.endsWith("/sign") ? ContractVault.refusal(403, "no-rule") : honest);
    assertThatExceptionOfType(VaultSigningException.class)
        .isThrownBy(() -> service.sign(legacy(GWEI), 1))
        .withMessageContaining("no-rule")
        .withCauseInstanceOf(VaultRefusedException.class);
  }

  /// A vault that signs something else than it was asked for.
  @Test
  void givesOutNoOtherTransaction() {
    RawTransaction other = legacy(GWEI.multiply(GWEI));
    VaultSigner liar =
        new VaultSigner() {
          @Override
          public PublicKey publicKey() {
            return signer.publicKey();
          }

          @Override
          public SignedPayload sign(Payload payload)
              throws IOException, InterruptedException, VaultException {
            SignedPayload good = signer.sign(payload);
            return new SignedPayload(
                good.form(),
                good.signatures(),
                Bytes.copyOf(web3j.sign(other, 1)),
                good.id(),
                good.publicKey(),
                good.path());
          }
        };
    assertThatExceptionOfType(VaultSigningException.class)
        .isThrownBy(() -> new VaultTxSignService(liar).sign(legacy(GWEI), 1))
        .withMessageContaining("another transaction");
  }

  @Test
  void givesOutNoOtherKeysSignature() {
    DoubleKey stranger = DoubleKey.of("stranger", "secp256k1");
    VaultSigner swapped =
        new VaultSigner() {
          @Override
          public PublicKey publicKey() {
            return stranger.chainKey();
          }

          @Override
          public SignedPayload sign(Payload payload)
              throws IOException, InterruptedException, VaultException {
            return signer.sign(payload);
          }
        };
    assertThatExceptionOfType(VaultSigningException.class)
        .isThrownBy(() -> new VaultTxSignService(swapped).sign(legacy(GWEI), 1))
        .withMessageContaining("isn't this key's");
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> {
          DoubleKey edwards = DoubleKey.of("e", "ed25519");
          VaultSigner ofEdwards =
              new VaultSigner() {
                @Override
                public PublicKey publicKey() {
                  return edwards.chainKey();
                }

                @Override
                public SignedPayload sign(Payload payload)
                    throws IOException, InterruptedException, VaultException {
                  return signer.sign(payload);
                }
              };
          TxSignService _ = new VaultTxSignService(ofEdwards);
        });
  }
}
