// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference.volume;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.SealedException;
import dev.strongroom.enclave.runtime.keys.Sealing;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Put;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.Stored;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/// A volume with its key, which is nowhere but in its sealed head.
///
/// @param head what is known of it
/// @param key from which the keys of its entries derive; zeros if it was deleted
/// @param row the version of the head in the host's store; [Storage#ABSENT] if it is to be written
record OpenVolume(Volume head, RootSecret key, long row) implements AutoCloseable {
  private static final String HEAD = "strongroom history head v1\0";
  private static final String ENTRY = "strongroom history entry v1\0";

  /// Opens what the host has under an owner's name for a volume.
  ///
  /// @throws HistoryRefusedException if it isn't what was put there
  static OpenVolume of(Owner owner, String id, Stored stored, SecureRandom random)
      throws HistoryRefusedException {
    try (Secret plain = owner.sealing(random).open(headContext(id), stored.value())) {
      return plain.use(bytes -> of(id, stored.version(), bytes));
    } catch (SealedException | MalformedJsonException | IllegalArgumentException e) {
      throw HistoryRefusedException.damaged();
    }
  }

  private static OpenVolume of(String id, long row, byte[] plain) throws MalformedJsonException {
    byte[] content = Padded.content(plain);
    try {
      if (content.length < RootSecret.LENGTH) {
        throw new IllegalArgumentException("no key");
      }
      Volume head =
          Volume.parse(
              Bytes.copyOf(Arrays.copyOfRange(content, RootSecret.LENGTH, content.length)));
      if (!head.id().equals(id)) {
        throw new IllegalArgumentException("another one's head");
      }
      byte[] key = Arrays.copyOf(content, RootSecret.LENGTH);
      return new OpenVolume(head, new RootSecret(Secret.owning(key)), row);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /// The head as it is to be written.
  Put sealed(Owner owner, SecureRandom random) {
    byte[] encoded = head.encoded().toByteArray();
    byte[] padded =
        key.use(bytes -> {
          byte[] plain =
              ByteBuffer.allocate(bytes.length + encoded.length).put(bytes).put(encoded).array();
          try {
            return Padded.of(plain);
          } finally {
            Arrays.fill(plain, (byte) 0);
          }
        });
    try {
      return new Put(
          owner.name(head.id()), row, owner.sealing(random).seal(headContext(head.id()), padded));
    } finally {
      Arrays.fill(padded, (byte) 0);
    }
  }

  /// The row of an entry as it is to be written.
  Put sealed(VolumeEntry entry, Bytes content, SecureRandom random) {
    byte[] padded = Padded.of(content.toByteArray());
    return new Put(
        name(entry), Storage.ABSENT, sealing(entry, random).seal(entryContext(entry), padded));
  }

  /// The content of an entry's row.
  ///
  /// @throws HistoryRefusedException if it isn't what was put there
  Bytes content(VolumeEntry entry, Bytes sealed, SecureRandom random)
      throws HistoryRefusedException {
    try (Secret plain = sealing(entry, random).open(entryContext(entry), sealed)) {
      Bytes content = plain.use(bytes -> Bytes.copyOf(Padded.content(bytes)));
      if (content.length() == entry.length()) {
        return content;
      }
    } catch (SealedException | IllegalArgumentException e) {
      // Refused below.
    }
    throw HistoryRefusedException.damaged();
  }

  /// What the host's store calls an entry's row: 32 bytes that tell nothing.
  Bytes name(VolumeEntry entry) {
    try (Secret name = key.derive("name/" + entry.salt().hex(), 32)) {
      return name.use(Bytes::copyOf);
    }
  }

  private Sealing sealing(VolumeEntry entry, SecureRandom random) {
    return new Sealing(key, "entry/" + entry.salt().hex(), 1, random);
  }

  private static Bytes headContext(String id) {
    return Bytes.utf8(HEAD + id);
  }

  private Bytes entryContext(VolumeEntry entry) {
    return Bytes.utf8(
        ENTRY + head.id() + "\0" + entry.id() + "\0" + entry.number() + "\0" + entry.version());
  }

  /// Wipes the key.
  @Override
  public void close() {
    key.close();
  }
}
