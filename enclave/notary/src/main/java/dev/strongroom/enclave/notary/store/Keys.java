// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.store;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.ledger.tile.TileId;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The names of what the notary stores. Digests and idempotency keys are in them as tags that only
/// the enclave can compute: the host can't tell what was entered.
final class Keys implements AutoCloseable {
  private static final int TAG = 16;

  private final String prefix;
  private final Secret tagKey;

  /// @param prefix of all names, with a slash at its end
  /// @param tagKey is this object's from now on
  Keys(String prefix, Secret tagKey) {
    this.prefix = prefix;
    this.tagKey = tagKey;
  }

  Bytes head() {
    return Bytes.utf8(prefix + "head");
  }

  Bytes tile(TileId id) {
    return Bytes.utf8(prefix + id.completed().path());
  }

  Bytes part(long number) {
    return numbered("part/", number);
  }

  /// Of what was entered by the batch that starts with this leaf.
  Bytes body(long start) {
    return numbered("body/", start);
  }

  /// What the names of bodies start with.
  Bytes bodies() {
    return Bytes.utf8(prefix + "body/");
  }

  /// The index in the name of a body; the last eight bytes.
  long start(Bytes body) throws StorageException {
    if (body.length() != bodies().length() + Long.BYTES) {
      throw new StorageException(new StorageFailure.NotAuthentic("a name that isn't a body's"));
    }
    return ByteBuffer.wrap(body.slice(body.length() - Long.BYTES, body.length()).toByteArray())
        .getLong();
  }

  /// What the names of epochs' checkpoints start with.
  Bytes epochs() {
    return Bytes.utf8(prefix + "epoch/");
  }

  Bytes once(Bytes idempotencyKey) {
    return joined("once/", tags("once").of(idempotencyKey));
  }

  /// All places of a digest start so.
  Bytes found(Bytes digest) {
    return joined("find/", tags("find").of(digest));
  }

  /// Names of digests' places, many of them: for one thread.
  final class Places {
    private final Tags tags = tags("find");

    /// One place of a digest; in the order of names the latest comes first.
    Bytes of(Bytes digest, long index) {
      byte[] start = joined("find/", tags.of(digest)).toByteArray();
      return Bytes.copyOf(
          ByteBuffer.allocate(start.length + Long.BYTES)
              .put(start)
              .putLong(Long.MAX_VALUE - index)
              .array());
    }
  }

  /// The index in the name of a place.
  static long index(Bytes found) {
    return Long.MAX_VALUE
        - ByteBuffer.wrap(found.slice(found.length() - Long.BYTES, found.length()).toByteArray())
            .getLong();
  }

  private Bytes numbered(String kind, long number) {
    return joined(kind, ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  private Bytes joined(String kind, byte[] rest) {
    byte[] start = Bytes.utf8(prefix + kind).toByteArray();
    return Bytes.copyOf(
        ByteBuffer.allocate(start.length + rest.length).put(start).put(rest).array());
  }

  /// Computes tags for one purpose, for one thread.
  private static final class Tags {
    private final Mac mac;
    private final byte[] purpose;

    Tags(Mac mac, byte[] purpose) {
      this.mac = mac;
      this.purpose = purpose;
    }

    byte[] of(Bytes value) {
      mac.update(purpose);
      return Arrays.copyOf(mac.doFinal(value.toByteArray()), TAG);
    }
  }

  private Tags tags(String purpose) {
    return tagKey.use(key -> {
      try {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return new Tags(mac, Bytes.utf8(purpose + "\0").toByteArray());
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("every Java platform has HmacSHA256", e);
      }
    });
  }

  @Override
  public void close() {
    tagKey.close();
  }
}
