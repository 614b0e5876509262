// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.signature.RequestAlgorithm;
import dev.strongroom.channel.signature.RequestKey;
import dev.strongroom.channel.signature.RequestPublicKey;
import dev.strongroom.client.fixtures.ContractVault;
import dev.strongroom.client.fixtures.DoubleKey;
import dev.strongroom.client.vault.VaultRefusedException;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Keys of a double of the vault sign by the JCA, and the JDK's own providers verify.
class StrongroomProviderTest {
  private static final byte[] MESSAGE = "an invoice".getBytes(StandardCharsets.UTF_8);

  private final List<Receipt> receipts = new ArrayList<>();
  private ContractVault vault;
  private StrongroomProvider provider;
  private KeyStore store;

  @BeforeEach
  void open() throws Exception {
    vault =
        new ContractVault(
            DoubleKey.of("p", "p256"),
            DoubleKey.of("k", "secp256k1"),
            DoubleKey.of("e", "ed25519"));
    RequestKey caller = RequestKey.generateEd25519(new SecureRandom());
    provider = new StrongroomProvider(new ListedKeys(vault.client(caller), receipts::add));
    store = KeyStore.getInstance("Strongroom", provider);
    store.load(null, null);
  }

  @AfterEach
  void close() throws Exception {
    vault.close();
  }

  private VaultPrivateKey key(String alias) throws Exception {
    return (VaultPrivateKey) Objects.requireNonNull(store.getKey(alias, null));
  }

  private byte[] signed(String algorithm, String alias, byte[] content) throws Exception {
    Signature signature = Signature.getInstance(algorithm, provider);
    signature.initSign(key(alias));
    signature.update(content[0]);
    signature.update(content, 1, content.length - 1);
    return signature.sign();
  }

  private boolean verified(String algorithm, String alias, byte[] content, byte[] signature)
      throws Exception {
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(JdkPublicKeys.of(key(alias).signer().publicKey()));
    verifier.update(content);
    return verifier.verify(signature);
  }

  @Test
  void theJdkVerifiesWhatItSigns() throws Exception {
    for (String algorithm : List.of("SHA256withECDSA", "SHA256withECDSAinP1363Format")) {
      byte[] signature = signed(algorithm, "p", MESSAGE);
      assertThat(verified(algorithm, "p", MESSAGE, signature)).as(algorithm).isTrue();
      assertThat(verified(algorithm, "p", new byte[3], signature)).as(algorithm).isFalse();
    }
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(MESSAGE);
    byte[] overDigest = signed("NONEwithECDSA", "p", digest);
    assertThat(verified("NONEwithECDSA", "p", digest, overDigest)).isTrue();
    assertThat(verified("SHA256withECDSA", "p", MESSAGE, overDigest)).isTrue();
    byte[] edwards = signed("Ed25519", "e", MESSAGE);
    assertThat(verified("Ed25519", "e", MESSAGE, edwards)).isTrue();
    assertThat(receipts).hasSize(4);
    assertThat(receipts.getFirst().entry().kind()).isEqualTo("key-used");
  }

  @Test
  void secp256k1IsVerifiedByBouncyCastle() throws Exception {
    byte[] signature = signed("SHA256withECDSA", "k", MESSAGE);
    ASN1Sequence sequence = ASN1Sequence.getInstance(signature);
    String plain = "";
    for (int i = 0; i < 2; i++) {
      BigInteger part = ASN1Integer.getInstance(sequence.getObjectAt(i)).getPositiveValue();
      plain += String.format("%064x", part);
    }
    RequestPublicKey publicKey =
        new RequestPublicKey(RequestAlgorithm.SECP256K1, key("k").signer().publicKey().encoded());
    assertThat(publicKey.verifies(Bytes.copyOf(MESSAGE), Bytes.fromHex(plain))).isTrue();
  }

  @Test
  void signsATokenAsJwsHasIt() throws Exception {
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    String content =
        base64.encodeToString("{\"alg\":\"ES256\"}".getBytes(StandardCharsets.UTF_8))
            + "."
            + base64.encodeToString("{\"sub\":\"me\"}".getBytes(StandardCharsets.UTF_8));
    byte[] signature =
        signed("SHA256withECDSAinP1363Format", "p", content.getBytes(StandardCharsets.US_ASCII));
    assertThat(signature).hasSize(64);
    assertThat(
            verified(
                "SHA256withECDSAinP1363Format",
                "p",
                content.getBytes(StandardCharsets.US_ASCII),
                signature))
        .isTrue();
  }

  /// The only test that registers the provider: JSSE takes none by hand.
  @Test
  void aTlsServersKeyCanBeInTheVault() throws Exception {
    X509Certificate certificate = certificate();
    store.setKeyEntry("p", key("p"), null, new Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(store, new char[0]);
    SSLContext server = SSLContext.getInstance("TLSv1.3");
    server.init(keys.getKeyManagers(), null, null);
    SSLContext client = SSLContext.getInstance("TLSv1.3");
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", certificate);
    trust.init(trusted);
    client.init(null, trust.getTrustManagers(), null);
    int before = receipts.size();
    Security.addProvider(provider);
    try (SSLServerSocket listening =
        (SSLServerSocket)
            server
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread serving =
          Thread.ofVirtual()
              .start(() -> {
                try (SSLSocket socket = (SSLSocket) listening.accept()) {
                  socket.getOutputStream().write(MESSAGE);
                } catch (IOException e) {
                  // The client notices.
                }
              });
      try (SSLSocket socket =
          (SSLSocket)
              client
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), listening.getLocalPort())) {
        assertThat(socket.getInputStream().readNBytes(MESSAGE.length)).isEqualTo(MESSAGE);
        assertThat(socket.getSession().getPeerCertificates()).containsExactly(certificate);
      }
      assertThat(serving.join(Duration.ofSeconds(20))).isTrue();
    } finally {
      Security.removeProvider(StrongroomProvider.NAME);
    }
    assertThat(receipts).hasSize(before + 1);
  }

  private X509Certificate certificate() throws Exception {
    X500Name name = new X500Name("CN=localhost");
    Instant now = Instant.now();
    return new JcaX509CertificateConverter()
        .getCertificate(
            new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.ONE,
                    Date.from(now.minusSeconds(60)),
                    Date.from(now.plusSeconds(3600)),
                    name,
                    JdkPublicKeys.of(key("p").signer().publicKey()))
                .build(
                    new JcaContentSignerBuilder("SHA256withECDSA")
                        .setProvider(provider)
                        .build(key("p"))));
  }

  @Test
  void aStoreHasHandlesByIdAndByLabel() throws Exception {
    assertThat(Collections.list(store.aliases())).containsExactly("e", "k", "p");
    Key key = Objects.requireNonNull(store.getKey("the p", null));
    assertThat(key.getAlgorithm()).isEqualTo("EC");
    assertThat(key.getEncoded()).isNull();
    assertThat(key.getFormat()).isNull();
    assertThat(key)
        .hasToString("a key in a vault: p256:" + DoubleKey.of("p", "p256").publicKey().hex());
    assertThat(store.getKey("nobody's", null)).isNull();
    assertThat(store.getCertificateChain("p")).isNull();
    assertThatExceptionOfType(KeyStoreException.class)
        .isThrownBy(() -> store.setKeyEntry("e", key, null, new Certificate[] {certificate()}));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> store.store(new ByteArrayOutputStream(), null));
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(key));
  }

  @Test
  void refusesWhatItCantSign() throws Exception {
    PrivateKey p256 = key("p");
    assertThatExceptionOfType(InvalidKeyException.class)
        .isThrownBy(() -> Signature.getInstance("Ed25519", provider).initSign(p256));
    assertThatExceptionOfType(InvalidKeyException.class)
        .isThrownBy(() ->
            Signature.getInstance("SHA256withECDSA", provider)
                .initVerify(JdkPublicKeys.of(key("p").signer().publicKey())));
    assertThatExceptionOfType(SignatureException.class)
        .isThrownBy(() -> signed("NONEwithECDSA", "p", new byte[31]));
    vault.script((_, path, honest) ->
        path.endsWith("/sign") ? ContractVault.refusal(403, "no-rule") : honest);
    assertThatExceptionOfType(SignatureException.class)
        .isThrownBy(() -> signed("SHA256withECDSA", "p", MESSAGE))
        .withMessageContaining("no-rule")
        .withCauseInstanceOf(VaultRefusedException.class);
    assertThat(Arrays.stream(Security.getProviders()).toList()).doesNotContain(provider);
  }
}
