// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import dev.strongroom.attestation.Bytes;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.bouncycastle.asn1.x500.X500Name;

/// The simulation's root of trust, in place of the hardware maker's: whoever has it can make any
/// evidence under it. Kept, so that a policy for a simulated enclave holds after a restart.
public final class SimulatedRoot {
  private static final String NAME = "CN=SIMULATED.nitro-enclaves";

  private final SimulatedAuthority authority;

  private SimulatedRoot(SimulatedAuthority authority) {
    this.authority = authority;
  }

  /// A new root.
  public static SimulatedRoot generate(Instant now, SecureRandom random) {
    Instant from = now.truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(1));
    return new SimulatedRoot(SimulatedAuthority.root(NAME, from, random));
  }

  /// Reads what [#encoded] wrote.
  ///
  /// @throws CertificateException if it is something else
  public static SimulatedRoot parse(byte[] encoded) throws CertificateException {
    ByteBuffer in = ByteBuffer.wrap(encoded);
    if (in.remaining() < Short.BYTES) {
      throw new CertificateException("not a simulated root");
    }
    int length = Short.toUnsignedInt(in.getShort());
    if (length >= in.remaining()) {
      throw new CertificateException("not a simulated root");
    }
    byte[] key = new byte[length];
    in.get(key);
    byte[] certificate = new byte[in.remaining()];
    in.get(certificate);
    try {
      PrivateKey secret =
          KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(key));
      X509Certificate parsed =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(certificate));
      return new SimulatedRoot(
          new SimulatedAuthority(
              new X500Name(NAME),
              new KeyPair(parsed.getPublicKey(), secret),
              Bytes.copyOf(certificate)));
    } catch (GeneralSecurityException e) {
      throw new CertificateException("not a simulated root", e);
    }
  }

  /// Length (2) and PKCS #8 of the private key, then the certificate, DER.
  public byte[] encoded() {
    byte[] key = authority.keys().getPrivate().getEncoded();
    byte[] certificate = authority.certificate().toByteArray();
    return ByteBuffer.allocate(Short.BYTES + key.length + certificate.length)
        .putShort((short) key.length)
        .put(key)
        .put(certificate)
        .array();
  }

  SimulatedAuthority authority() {
    return authority;
  }
}
