// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.time.Instant;

/// What a simulated enclave keeps in the open, where hardware and KMS would be: whoever owns the
/// machine can read it.
public final class SimulatedState {
  private static final String ROOT_SECRET = "root-secret";
  private static final String VENDOR_ROOT = "vendor-root";

  private final Keeping keeping;

  private SimulatedState(Keeping keeping) {
    this.keeping = keeping;
  }

  /// State in a plain folder, made if missing.
  public static SimulatedState in(Path folder) {
    return new SimulatedState(new KeptInFolder(folder));
  }

  /// State in the host's store, not sealed.
  ///
  /// @param storage stays the caller's
  public static SimulatedState in(Storage storage) {
    return new SimulatedState(new KeptInStorage(storage));
  }

  /// The deployment's root secret, made when it is first asked for.
  ///
  /// @throws IOException if it can't be read or made, or isn't one
  public RootSecret rootSecret(SecureRandom random) throws IOException {
    byte[] secret =
        keeping.kept(
            ROOT_SECRET,
            () -> {
              byte[] fresh = new byte[RootSecret.LENGTH];
              random.nextBytes(fresh);
              return fresh;
            });
    if (secret.length != RootSecret.LENGTH) {
      throw new IOException(ROOT_SECRET + " doesn't hold " + RootSecret.LENGTH + " bytes");
    }
    return new RootSecret(Secret.owning(secret));
  }

  /// The simulation's root of trust, made when it is first asked for.
  ///
  /// @throws IOException if it can't be read or made, or isn't one
  public SimulatedRoot root(Instant now, SecureRandom random) throws IOException {
    byte[] encoded = keeping.kept(VENDOR_ROOT, () -> SimulatedRoot.generate(now, random).encoded());
    try {
      return SimulatedRoot.parse(encoded);
    } catch (CertificateException e) {
      throw new IOException(VENDOR_ROOT + " is damaged", e);
    }
  }
}
