// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.storage.Name;
import dev.strongroom.enclave.runtime.storage.SealedStorage;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.runtime.storage.Unsealed;
import dev.strongroom.ledger.entry.CanonicalJson;
import dev.strongroom.policy.MalformedPolicyException;
import dev.strongroom.policy.Policy;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// All policies that keys and sessions ever had, by digest. None is ever changed. Thread-safe.
final class Policies implements AutoCloseable {
  private static final int REMEMBERED = 1024;

  private final SealedStorage storage;
  private final Map<String, Policy> known =
      new LinkedHashMap<>(REMEMBERED, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Policy> eldest) {
          return size() > REMEMBERED;
        }
      };

  Policies(Enclave enclave) {
    storage = enclave.sealedStorage("vault policies", 1, SealedStorage.Names.PLAIN);
  }

  /// Keeps a policy.
  ///
  /// @return its digest, hexadecimal digits
  String keep(Policy policy) throws StorageException {
    String digest = policy.digest().hex();
    if (remembered(digest).isEmpty()) {
      try (Secret text = Secret.owning(policy.encoded().toByteArray())) {
        storage.put(Name.of(digest), Storage.ABSENT, text);
      } catch (StorageException e) {
        // What is there under this digest is the same.
        if (!(e.failure() instanceof StorageFailure.Conflict)) {
          throw e;
        }
      }
      remember(digest, policy);
    }
    return digest;
  }

  /// A policy that was kept.
  ///
  /// @throws StorageException also as [StorageFailure.NotAuthentic]
  Policy get(String digest) throws StorageException {
    Optional<Policy> remembered = remembered(digest);
    if (remembered.isPresent()) {
      return remembered.get();
    }
    Optional<Unsealed> found = storage.get(Name.of(digest));
    if (found.isPresent()) {
      try (Unsealed unsealed = found.get()) {
        Policy policy = Policy.parse(unsealed.value().<Bytes, RuntimeException>use(Bytes::copyOf));
        if (policy.digest().hex().equals(digest)) {
          remember(digest, policy);
          return policy;
        }
      } catch (MalformedPolicyException e) {
        // Refused below.
      }
    }
    throw new StorageException(new StorageFailure.NotAuthentic("a policy is gone or another one"));
  }

  /// A policy as a request has it. One that is in use isn't read again: that takes longer than much
  /// of what is done with it, since its expressions are compiled.
  ///
  /// @throws RefusedException if it isn't one
  Policy read(JsonNode node) throws RefusedException {
    Optional<Policy> same = remembered(sha256(CanonicalJson.encode(node.value())));
    return same.isPresent() ? same.get() : Births.policy(node);
  }

  private static String sha256(Bytes bytes) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      bytes.updateTo(sha256);
      return Bytes.copyOf(sha256.digest()).hex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private Optional<Policy> remembered(String digest) {
    synchronized (known) {
      return Optional.ofNullable(known.get(digest));
    }
  }

  private void remember(String digest, Policy policy) {
    synchronized (known) {
      known.put(digest, policy);
    }
  }

  @Override
  public void close() {
    storage.close();
  }
}
