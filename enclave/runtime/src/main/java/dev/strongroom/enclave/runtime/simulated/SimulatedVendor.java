// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.simulated;

import dev.strongroom.attestation.Bytes;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.KeyUsage;

/// Issues the certificates of a simulated module: root, regional, zonal, instance, leaf, with the
/// constraints and lifetimes of genuine ones. All but the root are made when the process starts and
/// die with it.
final class SimulatedVendor {
  private static final String ISSUER = ".simulation.SIMULATED.nitro-enclaves";

  /// A leaf and the key that signs documents.
  record Leaf(Bytes certificate, PrivateKey key, Instant notAfter) {}

  private final SecureRandom random;
  private final List<SimulatedAuthority> authorities = new ArrayList<>();

  /// A vendor with an instance CA for `instance`, valid from `now` on.
  SimulatedVendor(SimulatedRoot root, String instance, Instant now, SecureRandom random) {
    this.random = random;
    Instant from = now.truncatedTo(ChronoUnit.SECONDS).minus(Duration.ofHours(1));
    authorities.add(root.authority());
    authority("CN=regional" + ISSUER, from, new BasicConstraints(2));
    authority("CN=zonal" + ISSUER, from, new BasicConstraints(1));
    authority("CN=" + instance + ISSUER, from, new BasicConstraints(0));
  }

  /// The CA certificates, root first.
  List<Bytes> bundle() {
    return authorities.stream().map(SimulatedAuthority::certificate).toList();
  }

  /// A new leaf for `moduleId`, valid for three hours as genuine ones are.
  Leaf leaf(String moduleId, Instant now) {
    KeyPair keys = SimulatedAuthority.newKeys(random);
    Instant from = now.truncatedTo(ChronoUnit.SECONDS);
    Instant until = from.plus(Duration.ofHours(3));
    Bytes certificate =
        authorities
            .getLast()
            .issue(
                new X500Name("CN=" + moduleId + ".simulation.SIMULATED"),
                keys.getPublic(),
                from,
                until,
                new BasicConstraints(false),
                new KeyUsage(KeyUsage.digitalSignature | KeyUsage.nonRepudiation),
                random);
    return new Leaf(certificate, keys.getPrivate(), until);
  }

  private void authority(String name, Instant from, BasicConstraints constraints) {
    authorities.add(authorities.getLast().certify(name, from, constraints, random));
  }
}
