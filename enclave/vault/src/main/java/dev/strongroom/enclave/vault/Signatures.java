// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.chain.PublicKey;
import dev.strongroom.chain.SigningItem;
import dev.strongroom.chain.UndecodableException;
import dev.strongroom.enclave.runtime.storage.StorageException;
import dev.strongroom.enclave.runtime.storage.StorageFailure;
import dev.strongroom.enclave.vault.key.KeyContent;
import dev.strongroom.enclave.vault.material.SigningKey;
import dev.strongroom.enclave.vault.material.UnsignableException;
import dev.strongroom.enclave.vault.material.UserPart;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Makes the signatures of what was allowed: those of one account together, which costs less.
record Signatures(Secrets secrets) {
  /// Who is to sign.
  private record Signer(String path, PublicKey publicKey) {}

  /// Makes them all.
  ///
  /// @param part what the user adds
  /// @return of each item its signatures, in its order
  List<List<Bytes>> made(KeyContent key, List<Signing.Item> items, Optional<UserPart> part)
      throws StorageException, RefusedException {
    Map<Signer, List<Integer>> places = new LinkedHashMap<>();
    for (int i = 0; i < items.size(); i++) {
      Signer signer = new Signer(items.get(i).path(), items.get(i).publicKey());
      places.computeIfAbsent(signer, _ -> new ArrayList<>()).add(i);
    }
    List<List<Bytes>> made = new ArrayList<>(Collections.nCopies(items.size(), List.of()));
    for (Map.Entry<Signer, List<Integer>> entry : places.entrySet()) {
      Signer signer = entry.getKey();
      try (OpenKeys.Lease lease =
          secrets.signing(key, signer.publicKey.curve(), signer.path, part)) {
        if (!lease.key().publicKey().equals(signer.publicKey)) {
          throw new StorageException(
              new StorageFailure.NotAuthentic("the secret isn't this key's"));
        }
        sign(lease.key(), items, entry.getValue(), made);
      } catch (UndecodableException e) {
        throw new RefusedException("not-for-this-key", 422, e.code() + ": " + e.getMessage());
      } catch (UnsignableException e) {
        throw new RefusedException("wrong-kind", 422, String.valueOf(e.getMessage()));
      }
    }
    return made;
  }

  private static void sign(
      SigningKey key, List<Signing.Item> items, List<Integer> places, List<List<Bytes>> made)
      throws UndecodableException, UnsignableException {
    List<SigningItem> all = new ArrayList<>();
    List<Integer> ends = new ArrayList<>();
    for (int place : places) {
      Signing.Item item = items.get(place);
      all.addAll(item.payload().signable().toSign(item.publicKey()));
      ends.add(all.size());
    }
    List<Bytes> signatures = key.sign(all);
    int from = 0;
    for (int i = 0; i < places.size(); i++) {
      made.set(places.get(i), List.copyOf(signatures.subList(from, ends.get(i))));
      from = ends.get(i);
    }
  }
}
