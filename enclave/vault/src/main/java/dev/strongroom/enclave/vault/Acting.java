// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault;

import dev.strongroom.enclave.vault.key.KeyContent;
import dev.strongroom.enclave.vault.key.Session;
import dev.strongroom.policy.Principal;
import java.time.Instant;
import java.util.Optional;

/// For whom a caller acts on a key: for itself, or for whoever opened a session for its key.
///
/// @param caller who signed the request
/// @param principal for whom
/// @param session through which, if it is one
record Acting(Caller caller, Principal principal, Optional<Session> session) {
  /// Finds out.
  ///
  /// @throws RefusedException if it has a session that has ended
  static Acting of(Caller caller, KeyContent key, Instant now) throws RefusedException {
    Session session = key.sessions().get(caller.keyId());
    if (session == null) {
      return new Acting(caller, caller.principal(), Optional.empty());
    }
    if (session.revoked()) {
      throw new RefusedException("session-revoked", 403, "the session was revoked");
    }
    if (!now.isBefore(session.expires())) {
      throw new RefusedException("session-expired", 403, "the session has ended");
    }
    return new Acting(caller, session.principal(), Optional.of(session));
  }

  /// Whether it is an owner of the key.
  boolean owns(KeyContent key) {
    return key.owners().of().contains(principal);
  }

  /// The session's key, if it is one.
  Optional<String> sessionKey() {
    return session.map(Session::publicKey);
  }
}
