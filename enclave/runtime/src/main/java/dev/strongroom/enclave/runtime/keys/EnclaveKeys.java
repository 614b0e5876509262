// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.keys;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.AttestationSource;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.channel.message.MessageKey;
import dev.strongroom.channel.message.MessageReceiver;
import dev.strongroom.channel.message.ReplayGuard;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// The keys that evidence binds: an attestation key and a message key born at this boot, and the
/// deployment's identity key. Evidence for them is made when it is first asked for and renewed as
/// it ages. Thread-safe.
public final class EnclaveKeys implements AttestationSource, AutoCloseable {
  /// How far a client's clock may be from the enclave's for its encrypted messages to be taken.
  private static final Duration MESSAGE_WINDOW = Duration.ofMinutes(2);

  /// For replays to be told: some 50 MB if it is full, which takes 2000 requests a second.
  private static final int MESSAGES_REMEMBERED = 1 << 18;

  private final Device device;
  private final InstantSource clock;
  private final Duration renewAfter;
  private final SigningKey attestationKey;
  private final MessageKey messageKey;
  private final KeyStatement statement;
  private final MessageReceiver messages;
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
    this.messageKey = MessageKey.generate(random);
    this.statement =
        new KeyStatement(
            attestationKey.publicKey(), root.identityKey(), Optional.of(messageKey.publicKey()));
    this.messages =
        new MessageReceiver(
            messageKey,
            statement,
            new ReplayGuard(clock, MESSAGE_WINDOW, MESSAGES_REMEMBERED),
            random);
  }

  /// What the enclave says of its keys.
  public KeyStatement statement() {
    return statement;
  }

  /// Opens messages that were encrypted to the statement's message key.
  public MessageReceiver messages() {
    return messages;
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
    messageKey.close();
  }
}
