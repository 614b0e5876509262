// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.channel.custody.EncryptionKey;
import dev.strongroom.channel.custody.KeyEnvelope;
import dev.strongroom.channel.custody.KeySecret;
import dev.strongroom.channel.custody.MalformedCustodyException;
import dev.strongroom.channel.custody.UnopenableException;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.vault.material.KeyMaterial;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Keys of the enclave's to which others encrypt what they bring along: each is used once, soon,
/// and never leaves this boot's memory. Thread-safe.
final class Imports implements AutoCloseable {
  private static final Duration LIFE = Duration.ofMinutes(10);
  private static final int MOST = 1000;

  private record Waiting(EncryptionKey key, Instant until) {}

  private final InstantSource clock;
  private final SecureRandom random;
  private final LinkedHashMap<Bytes, Waiting> waiting = new LinkedHashMap<>();

  Imports(InstantSource clock, SecureRandom random) {
    this.clock = clock;
    this.random = random;
  }

  /// Makes a key.
  synchronized Answer begin() throws RefusedException {
    Instant now = clock.instant();
    waiting
        .values()
        .removeIf(old -> {
          boolean over = !now.isBefore(old.until());
          if (over) {
            old.key().close();
          }
          return over;
        });
    if (waiting.size() >= MOST) {
      throw new RefusedException("busy", 503, "too many keys are on their way in");
    }
    EncryptionKey key = EncryptionKey.generate(random);
    Instant until = now.plus(LIFE);
    waiting.put(key.publicKey(), new Waiting(key, until));
    return Answer.made(Map.of("recipient", key.publicKey().hex(), "until", until.toString()));
  }

  /// Opens an envelope.
  ///
  /// @return the caller's to close
  /// @throws RefusedException if it isn't for a key that waits
  KeyMaterial open(JsonNode node) throws RefusedException {
    try {
      KeyEnvelope envelope = KeyEnvelope.parse(node);
      if (envelope.purpose() != KeyEnvelope.Purpose.IMPORT) {
        throw RefusedException.malformed("the envelope is for an export");
      }
      Waiting taken = taken(envelope.recipient());
      if (taken == null) {
        throw nothingWaits();
      }
      try (EncryptionKey key = taken.key()) {
        if (!clock.instant().isBefore(taken.until())) {
          throw nothingWaits();
        }
        try (KeySecret secret = envelope.open(key);
            Secret encoded = Secret.owning(secret.encoded())) {
          return KeyMaterial.decoded(encoded);
        }
      }
    } catch (MalformedCustodyException e) {
      throw RefusedException.malformed(String.valueOf(e.getMessage()));
    } catch (UnopenableException e) {
      throw new RefusedException("unopenable", 422, String.valueOf(e.getMessage()));
    }
  }

  private static RefusedException nothingWaits() {
    return new RefusedException(
        "no-such-import", 422, "nothing waits for this envelope, or no longer");
  }

  private synchronized @Nullable Waiting taken(Bytes recipient) {
    return waiting.remove(recipient);
  }

  @Override
  public synchronized void close() {
    waiting.values().forEach(one -> one.key().close());
    waiting.clear();
  }
}
