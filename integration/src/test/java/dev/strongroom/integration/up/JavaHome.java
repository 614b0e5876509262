// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Comparator;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// A Java runtime that trusts other authorities than this one, as an image's may: the same files,
/// with a `cacerts` of its own. A simulated enclave has no environment by which to tell it.
///
/// @param path where it is
record JavaHome(Path path) implements AutoCloseable {
  private static final String AUTHORITIES = "lib/security/cacerts";

  /// Java finds its home by where these two are.
  private static final Set<String> COPIED = Set.of("bin/java", "lib/server/libjvm.so");

  private static final Set<String> FOLDERS = Set.of("bin", "lib", "lib/server", "lib/security");

  /// Makes one.
  ///
  /// @param home where
  /// @param trust what it trusts
  static JavaHome trusting(Path home, TrustManager[] trust) throws Exception {
    mirror(Path.of(System.getProperty("java.home")), home, Path.of(""));
    // Java reads it without a password, for which this format's certificates needn't be decrypted.
    KeyStore store = KeyStore.getInstance("JKS");
    store.load(null, null);
    for (TrustManager manager : trust) {
      add(store, (X509TrustManager) manager);
    }
    try (OutputStream out = Files.newOutputStream(home.resolve(AUTHORITIES))) {
      store.store(out, "changeit".toCharArray());
    }
    return new JavaHome(home);
  }

  /// Takes it away, and follows no links.
  @Override
  public void close() throws IOException {
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void add(KeyStore store, X509TrustManager manager)
      throws GeneralSecurityException {
    for (X509Certificate certificate : manager.getAcceptedIssuers()) {
      store.setCertificateEntry(certificate.getSerialNumber().toString(16), certificate);
    }
  }

  private static void mirror(Path from, Path to, Path folder) throws IOException {
    Files.createDirectories(to.resolve(folder));
    try (Stream<Path> files = Files.list(from.resolve(folder))) {
      for (Path file : files.toList()) {
        Path name = from.relativize(file);
        if (FOLDERS.contains(name.toString())) {
          mirror(from, to, name);
        } else if (COPIED.contains(name.toString())) {
          Files.copy(file, to.resolve(name));
        } else if (!name.toString().equals(AUTHORITIES)) {
          Files.createSymbolicLink(to.resolve(name), file);
        }
      }
    }
  }
}
