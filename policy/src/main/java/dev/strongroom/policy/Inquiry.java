// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import dev.strongroom.chain.Facts;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// What a policy is asked: may this be done?
///
/// @param act such as `sign`, `decrypt`, `mac`
/// @param caller who asks
/// @param owner whether that is an owner of the key
/// @param session the id of the caller's session, if it asks through one
/// @param key id of the key that is to be used
/// @param path the derivation path of the account, empty if the key has none
/// @param facts what is to be done, decoded
/// @param time when
/// @param approvals who approved exactly this request, the caller aside
public record Inquiry(
    String act,
    Principal caller,
    boolean owner,
    Optional<String> session,
    String key,
    String path,
    Facts facts,
    Instant time,
    Set<Principal> approvals) {
  /// Copies the set.
  public Inquiry {
    approvals = Set.copyOf(approvals);
  }

  /// Asked by an owner of the key.
  public Inquiry(
      String act,
      Principal caller,
      Optional<String> session,
      String key,
      String path,
      Facts facts,
      Instant time,
      Set<Principal> approvals) {
    this(act, caller, true, session, key, path, facts, time, approvals);
  }
}
