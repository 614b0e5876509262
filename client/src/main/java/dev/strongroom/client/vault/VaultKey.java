// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.vault;

import java.util.List;
import java.util.Optional;

/// A key in a vault, as it says.
///
/// @param id its name for ever
/// @param type `secp256k1`, `ed25519`, `p256`, `seed`, `x25519` or `hmac`
/// @param label its owner's name for it; may be empty
/// @param status `active`, `disabled` or `destroyed`
/// @param version from 1, one more with each rotation
/// @param accounts its public keys; of a seed several
/// @param owners who may change what it is allowed
/// @param policy SHA-256 of the policy, in hexadecimal digits
/// @param exportable whether its owners may have it out
/// @param share whether it takes a share of the caller's to use it
/// @param sessions that were opened
/// @param proposals that wait for approvals
/// @param entries how many entries its dossier has
public record VaultKey(
    String id,
    String type,
    String label,
    String status,
    int version,
    List<KeyAccount> accounts,
    Owners owners,
    String policy,
    boolean exportable,
    boolean share,
    List<KeySession> sessions,
    List<KeyProposal> proposals,
    long entries) {
  /// Copies the lists.
  public VaultKey {
    accounts = List.copyOf(accounts);
    sessions = List.copyOf(sessions);
    proposals = List.copyOf(proposals);
  }

  /// The account at a path.
  public Optional<KeyAccount> account(String path) {
    return accounts.stream().filter(account -> account.path().equals(path)).findFirst();
  }
}
