// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.certificates;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Name;
import dev.strongroom.enclave.runtime.storage.SealedPut;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.Unsealed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What outlives a boot, sealed in the host's store: texts by their names, in records that are
/// written whole. A host can show old ones: then an authority is asked once more, or there is no
/// certificate until it was.
final class SealedRecords implements AutoCloseable {
  private final SealedStorage storage;
  private final Map<Name, Long> versions = new HashMap<>();

  SealedRecords(SealedStorage storage) {
    this.storage = storage;
  }

  /// A record; without members if it isn't there.
  ///
  /// @throws CertificateException if the store fails, or has something else than was sealed
  synchronized Map<String, String> read(Name name) throws CertificateException {
    Map<String, String> record = new LinkedHashMap<>();
    try {
      Optional<Unsealed> stored = storage.get(name);
      versions.put(name, stored.map(Unsealed::version).orElse(Storage.ABSENT));
      if (stored.isPresent()) {
        try (Unsealed value = stored.get()) {
          JsonNode node = JsonNode.parse(value.value().use(SealedRecords::text));
          for (String member : node.names()) {
            record.put(member, node.member(member).anyText());
          }
        }
      }
      return record;
    } catch (StorageException e) {
      throw failed(e);
    } catch (MalformedJsonException e) {
      throw new CertificateException(CertificateProblem.STORE, "not what was sealed", e);
    }
  }

  private static String text(byte[] bytes) {
    return String.valueOf(Bytes.copyOf(bytes).asUtf8());
  }

  /// Writes records, all of them or none.
  ///
  /// @throws CertificateException if the store fails, or somebody else wrote one of them
  synchronized void write(Map<Name, Map<String, String>> records) throws CertificateException {
    List<SealedPut> puts = new ArrayList<>();
    List<Name> names = new ArrayList<>();
    try {
      for (Map.Entry<Name, Map<String, String>> one : records.entrySet()) {
        Name name = one.getKey();
        if (!versions.containsKey(name)) {
          read(name);
        }
        names.add(name);
        puts.add(
            new SealedPut(
                name,
                versions.getOrDefault(name, Storage.ABSENT),
                Secret.owning(Bytes.utf8(FlatJson.text(one.getValue())).toByteArray())));
      }
      List<Long> written = storage.putAll(puts);
      for (int i = 0; i < names.size(); i++) {
        versions.put(names.get(i), written.get(i));
      }
    } catch (StorageException e) {
      // What became of it isn't known, so it is read again before the next time.
      names.forEach(versions::remove);
      throw failed(e);
    } finally {
      puts.forEach(put -> put.value().close());
    }
  }

  private static CertificateException failed(StorageException e) {
    return new CertificateException(CertificateProblem.STORE, e.failure().code(), e);
  }

  @Override
  public void close() {
    storage.close();
  }
}
