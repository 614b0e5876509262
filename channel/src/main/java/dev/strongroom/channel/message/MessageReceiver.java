// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.message;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.KeyStatement;
import dev.strongroom.channel.message.MessageException.Refusal;
import java.io.InputStream;
import java.security.SecureRandom;

/// The enclave's end: opens requests. Thread-safe.
public final class MessageReceiver {
  private final MessageKey key;
  private final Bytes keyId;
  private final ReplayGuard guard;
  private final SecureRandom random;

  /// A receiver for the key of one boot.
  ///
  /// @param key stays the caller's to close
  /// @param statement names the key, and is what clients verify
  /// @param guard this receiver's own
  /// @throws IllegalArgumentException if the statement names another key
  public MessageReceiver(
      MessageKey key, KeyStatement statement, ReplayGuard guard, SecureRandom random) {
    if (statement.messageKey().filter(key.publicKey()::equals).isEmpty()) {
      throw new IllegalArgumentException("a statement of another message key");
    }
    this.key = key;
    this.keyId = RequestHeader.keyId(statement);
    this.guard = guard;
    this.random = random;
  }

  /// Opens a request as far as its head. Its body is to be read to the end before anything is done:
  /// only then is it known to be whole.
  ///
  /// @param method as received
  /// @param target path and query as received, undecoded
  /// @param in the encrypted body
  /// @throws MessageException if it wasn't made for this key, method and target, or came before
  public OpenedRequest open(String method, String target, InputStream in) throws MessageException {
    if (!RequestHeader.permits(method, target)) {
      throw new MessageException(Refusal.MALFORMED, "no method or target for encrypted requests");
    }
    RequestHeader header = RequestHeader.read(in);
    if (!header.keyId().equals(keyId)) {
      throw new MessageException(Refusal.UNKNOWN_KEY, "encrypted to a key of another boot");
    }
    guard.checkTime(header.made());
    RequestKeys keys =
        RequestKeys.receiving(
            header.encapsulated(),
            key.pair(),
            RequestHeader.info(keyId, header.time(), method, target));
    ChunkReader reader = new ChunkReader(in, keys);
    var fields = Field.read(reader.head());
    guard.admit(header.encapsulated(), header.made());
    return new OpenedRequest(fields, reader, keys, random);
  }
}
