// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.quorum;

import dev.strongroom.channel.custody.QuorumStatus;
import dev.strongroom.channel.custody.ReleasedShare;
import dev.strongroom.channel.custody.Shamir;
import dev.strongroom.channel.custody.ShareHeader;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The shares of one ceremony that operators released so far. Shares of different headers never
/// meet: nobody can spoil others' shares by a header of his own. Used under the ceremony's lock.
final class Release implements AutoCloseable {
  private final ShareHeader header;
  private final Map<String, Held> held = new LinkedHashMap<>();

  private record Held(int index, Secret value) {}

  Release(ShareHeader header) {
    this.header = header;
  }

  boolean has(String operator) {
    return held.containsKey(operator);
  }

  boolean isEmpty() {
    return held.isEmpty();
  }

  /// Keeps a share, if it is the one that the header names.
  void add(String operator, ReleasedShare share) throws QuorumRefusedException {
    Secret value = Secret.owning(share.value());
    try {
      if (!value.<Boolean, RuntimeException>use(bytes -> header.holds(share.index(), bytes))) {
        throw new QuorumRefusedException(Refusal.WRONG_SHARE);
      }
      if (held.containsKey(operator)) {
        throw new QuorumRefusedException(Refusal.ALREADY_RELEASED);
      }
      if (held.values().stream().anyMatch(other -> other.index() == share.index())) {
        throw new QuorumRefusedException(Refusal.DUPLICATE_SHARE);
      }
    } catch (QuorumRefusedException e) {
      value.close();
      throw e;
    }
    held.put(operator, new Held(share.index(), value));
  }

  void drop(String operator) {
    Held dropped = held.remove(operator);
    if (dropped != null) {
      dropped.value().close();
    }
  }

  /// The root secret, once there are as many shares as the threshold.
  ///
  /// @throws QuorumRefusedException if the shares don't make the secret that the header names
  Optional<RootSecret> secret() throws QuorumRefusedException {
    if (held.size() < header.threshold()) {
      return Optional.empty();
    }
    SortedMap<Integer, byte[]> values = new TreeMap<>();
    held.values().forEach(share -> values.put(share.index(), share.value().use(byte[]::clone)));
    RootSecret root = new RootSecret(Secret.owning(Shamir.combine(values)));
    values.values().forEach(value -> Secret.owning(value).close());
    if (Birth.commitment(root).equals(header.commitment())
        && root.identityKey().equals(header.identityKey())) {
      return Optional.of(root);
    }
    root.close();
    throw new QuorumRefusedException(Refusal.WRONG_SECRET);
  }

  QuorumStatus.Release status() {
    List<String> operators = new ArrayList<>(held.keySet());
    return new QuorumStatus.Release(header.ceremony(), header.identityKey(), operators);
  }

  /// Wipes the shares.
  @Override
  public void close() {
    held.values().forEach(share -> share.value().close());
    held.clear();
  }
}
