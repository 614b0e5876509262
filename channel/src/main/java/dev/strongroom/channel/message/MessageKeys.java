// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Claims;
import dev.strongroom.attestation.Verified;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.VerifiedStatement;
import dev.strongroom.channel.message.MessageException.Refusal;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// An enclave's message key, whose evidence was verified: there is no other way to get one.
/// Thread-safe.
public final class MessageKeys {
  private final VerifiedStatement verified;
  private final Bytes messageKey;
  private final Bytes keyId;
  private final InstantSource clock;
  private final Instant dueAt;
  private final SecureRandom random;

  private MessageKeys(
      VerifiedStatement verified,
      Bytes messageKey,
      InstantSource clock,
      Instant dueAt,
      SecureRandom random) {
    this.verified = verified;
    this.messageKey = messageKey;
    this.keyId = RequestHeader.keyId(verified.statement());
    this.clock = clock;
    this.dueAt = dueAt;
    this.random = random;
  }

  static MessageKeys of(
      VerifiedStatement verified, InstantSource clock, Instant dueAt, SecureRandom random)
      throws MessageException {
    Bytes messageKey =
        verified
            .statement()
            .messageKey()
            .orElseThrow(() ->
                new MessageException(
                    Refusal.NO_MESSAGE_KEY, "this enclave takes no encrypted messages"));
    return new MessageKeys(verified, messageKey, clock, dueAt, random);
  }

  /// What the enclave says of its keys.
  public KeyStatement statement() {
    return verified.statement();
  }

  /// The claims of the evidence, and the checks that were passed.
  public Verified<Claims> verified() {
    return verified.verified();
  }

  /// The evidence itself, for whoever keeps it or names its digest.
  public Bytes evidence() {
    return verified.evidence();
  }

  /// Until when requests may be encrypted to it.
  public Instant goodUntil() {
    return dueAt;
  }

  /// Encrypts a request. Method and target stay readable and are authenticated; fields and body
  /// aren't readable.
  ///
  /// @param method upper case, such as `POST`; not HEAD, CONNECT or TRACE
  /// @param target path and query exactly as they are sent, in visible ASCII
  /// @param fields what the service is to see; it sees no others
  /// @param body read as the encrypted body is read; at most the server's limit
  /// @throws IllegalArgumentException if such a request can't be encrypted
  /// @throws MessageException if the keys are too old or unusable
  public SealedRequest seal(String method, String target, List<Field> fields, InputStream body)
      throws MessageException {
    if (!RequestHeader.permits(method, target)) {
      throw new IllegalArgumentException("no request that can be encrypted: " + method);
    }
    Instant now = clock.instant();
    if (!now.isBefore(dueAt)) {
      throw new MessageException(Refusal.REATTESTATION_DUE, "keys that were verified too long ago");
    }
    ByteBuffer head = ByteBuffer.allocate(MessageFormat.MAX_CHUNK);
    Field.write(fields, head);
    long time = now.toEpochMilli();
    RequestKeys keys =
        RequestKeys.sending(
            messageKey,
            RequestKeys.keyPair(random),
            RequestHeader.info(keyId, time, method, target));
    Bytes header = new RequestHeader(keyId, keys.encapsulated(), time).encoded();
    return new SealedRequest(
        method, target, keys, SealingInputStream.of(header, head.flip(), keys, body));
  }
}
