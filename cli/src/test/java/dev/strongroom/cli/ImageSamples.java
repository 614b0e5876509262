// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import org.junit.jupiter.api.Assumptions;

/// Sample images from beside the repository, and signers for them.
final class ImageSamples {
  /// A key and its certificate, valid in 2026, made by the JDK's keytool.
  record Signer(Key key, Certificate certificate) {
    /// Writes `key.pem` and `certificate.pem`.
    void write(Path folder) throws Exception {
      pem(folder.resolve("key.pem"), "PRIVATE KEY", key.getEncoded());
      pem(folder.resolve("certificate.pem"), "CERTIFICATE", certificate.getEncoded());
    }

    private static void pem(Path file, String label, byte[] content) throws IOException {
      Files.writeString(
          file,
          "-----BEGIN %s-----%n%s%n-----END %s-----%n"
              .formatted(label, Base64.getMimeEncoder().encodeToString(content), label));
    }
  }

  private ImageSamples() {}

  /// A sample's file; aborts the test loudly where there is none.
  static Path orAbort(String name) {
    Path file = Path.of(System.getProperty("strongroom.vectors", "nowhere"), "eif", name);
    if (!Files.isReadable(file)) {
      String message = "NOT TESTED: no sample image " + file + " (strongroom.vectors)";
      System.err.println(message);
      return Assumptions.abort(message);
    }
    return file;
  }

  static Signer signer(Path folder, String curve) throws Exception {
    Path store = folder.resolve(curve + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "k",
                "-keyalg",
                "EC",
                "-groupname",
                curve,
                "-dname",
                "CN=release signer",
                "-startdate",
                "2026/01/01 00:00:00",
                "-validity",
                "365",
                "-storetype",
                "PKCS12",
                "-storepass",
                "changeit",
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException(said);
    }
    KeyStore loaded = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    return new Signer(loaded.getKey("k", "changeit".toCharArray()), loaded.getCertificate("k"));
  }
}
