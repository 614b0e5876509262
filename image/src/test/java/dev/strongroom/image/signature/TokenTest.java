// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.image.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.image.eif.Measurements;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Provider;
import java.security.Security;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys in a token, by way of PKCS #11: SoftHSM's, where it is installed.
class TokenTest {
  private static final String PIN = "1234";

  @TempDir private Path folder = Path.of("");

  @Test
  void aTokenSigns() throws Exception {
    Path configuration = token();
    Signer one = Signer.on("secp384r1");
    Signer two = Signer.on("secp256r1");
    store(configuration, "one", one);
    assertSigns(one, JcaSigningKey.ofToken(configuration, PIN, Optional.empty()));
    store(configuration, "two", two);
    assertSigns(two, JcaSigningKey.ofToken(configuration, PIN, Optional.of("two")));
    assertThatThrownBy(() -> JcaSigningKey.ofToken(configuration, PIN, Optional.empty()))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("one")
        .hasMessageContaining("two");
    assertThatThrownBy(() -> JcaSigningKey.ofToken(configuration, PIN, Optional.of("three")))
        .isInstanceOf(SigningException.class);
  }

  @Test
  void aMissingLibraryIsSaid() throws IOException {
    Path configuration = folder.resolve("missing.cfg");
    Files.writeString(configuration, "name=missing\nlibrary=/nowhere/lib.so\n");
    assertThatThrownBy(() -> JcaSigningKey.ofToken(configuration, PIN, Optional.empty()))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("/nowhere/lib.so");
  }

  private static void assertSigns(Signer signer, SigningKey key) throws Exception {
    Measurements measured =
        new Measurements(
            Bytes.fromHex("cd".repeat(48)), Bytes.zeros(48), Bytes.zeros(48), Optional.empty());
    ImageSigner images = new ImageSigner(SigningCertificate.ofDer(signer.certificate()), key);
    assertThat(
            ImageSignature.verify(
                    images.sign(measured, Signer.NOW),
                    measured,
                    SignatureProvider.jdk(),
                    Signer.NOW)
                .problems())
        .isEmpty();
  }

  /// A new token; the configuration with which the JDK finds it.
  private Path token() throws Exception {
    Optional<Path> library =
        Stream.of(
                "/usr/lib/softhsm/libsofthsm2.so",
                "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so")
            .map(Path::of)
            .filter(Files::exists)
            .findFirst();
    String settings = System.getenv("SOFTHSM2_CONF");
    if (library.isEmpty() || settings == null) {
      String message = "NOT TESTED: keys in tokens (apt-get install softhsm2)";
      System.err.println(message);
      return Assumptions.abort(message);
    }
    Path tokens = Files.createDirectory(folder.resolve("tokens"));
    Files.writeString(Path.of(settings), "directories.tokendir = " + tokens + "\n");
    Process initialisation =
        new ProcessBuilder(
                "softhsm2-util",
                "--init-token",
                "--free",
                "--label",
                "test",
                "--pin",
                PIN,
                "--so-pin",
                PIN)
            .redirectErrorStream(true)
            .start();
    String said =
        new String(
            initialisation.getInputStream().readAllBytes(),
            java.nio.charset.StandardCharsets.UTF_8);
    assertThat(initialisation.waitFor()).as(said).isZero();
    Path configuration = folder.resolve("token.cfg");
    Files.writeString(configuration, "name=test\nlibrary=" + library.get() + "\nslotListIndex=0\n");
    return configuration;
  }

  private static void store(Path configuration, String alias, Signer signer) throws Exception {
    Provider provider = Security.getProvider("SunPKCS11").configure(configuration.toString());
    KeyStore store = KeyStore.getInstance("PKCS11", provider);
    store.load(null, PIN.toCharArray());
    Certificate certificate =
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(signer.certificate().toByteArray()));
    store.setKeyEntry(alias, signer.pair().getPrivate(), null, new Certificate[] {certificate});
  }
}
