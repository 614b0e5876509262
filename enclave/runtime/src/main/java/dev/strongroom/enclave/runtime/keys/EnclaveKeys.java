// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.keys;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.AttestationSource;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// The keys that evidence binds: an attestation key born at this boot, and the deployment's
/// identity key. Evidence for them is made when it is first asked for and renewed as it ages.
/// Thread-safe.
public final class EnclaveKeys implements AttestationSource, AutoCloseable {
  private final Device device;
  private final InstantSource clock;
  private final Duration renewAfter;
  private final SigningKey attestationKey;
  private final SigningKey identityKey;
  private final KeyStatement statement;
  private Instant made = Instant.MIN;
  private Bytes evidence = Bytes.EMPTY;

  /// Keys of a boot.
  ///
  /// @param renewAfter how old evidence may grow; clients usually accept five minutes
  public EnclaveKeys(
      Device device,
      RootSecret root,
      InstantSource clock,
      SecureRandom random,
      Duration renewAfter) {
    this.device = device;
    this.clock = clock;
    this.renewAfter = renewAfter;
    this.attestationKey = SigningKey.generate(random);
    try (Secret seed = root.derive("identity key", 32)) {
      this.identityKey = seed.use(SigningKey::ofSeed);
    }
    this.statement =
        new KeyStatement(attestationKey.publicKey(), identityKey.publicKey(), Optional.empty());
  }

  /// What the enclave says of its keys.
  public KeyStatement statement() {
    return statement;
  }

  @Override
  public Attested current() throws DeviceException {
    return new Attested(statement, currentEvidence(), attestationKey);
  }

  @Override
  public Attested fresh(Bytes nonce) throws DeviceException {
    return new Attested(statement, attest(Optional.of(nonce)), attestationKey);
  }

  private synchronized Bytes currentEvidence() throws DeviceException {
    Instant now = clock.instant();
    if (evidence.isEmpty() || !now.isBefore(made.plus(renewAfter))) {
      evidence = attest(Optional.empty());
      made = now;
    }
    return evidence;
  }

  private Bytes attest(Optional<Bytes> nonce) throws DeviceException {
    return device.attest(statement.attestationKey(), statement.binding(), nonce);
  }

  /// Wipes the keys.
  @Override
  public void close() {
    attestationKey.close();
    identityKey.close();
  }
}
