// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.policy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.VerifierKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Which logs are believed, and which witnesses have to have cosigned (C2SP tlog-policy). Made by
/// [#parse] only, so that names are defined before they are used and no key counts twice.
public final class TlogPolicy {
  /// The name of the quorum that needs nobody.
  static final String NONE = "none";

  private final List<Log> logs;
  private final List<Witness> witnesses;
  private final List<Group> groups;
  private final String quorum;

  /// A log.
  ///
  /// @param key whose name is the log's origin
  /// @param url where it is reached, as the application understands it
  public record Log(VerifierKey key, Optional<String> url) {}

  /// A witness.
  ///
  /// @param name within the policy, which needn't be the key's
  /// @param key of its cosignatures
  /// @param url where it is reached, as the application understands it
  public record Witness(String name, VerifierKey key, Optional<String> url) {}

  /// Witnesses, or groups of them.
  ///
  /// @param name within the policy
  /// @param threshold how many members make the group a witness, at least one
  /// @param members names that were defined before
  public record Group(String name, int threshold, List<String> members) {
    /// Copies the list.
    public Group {
      members = List.copyOf(members);
    }
  }

  TlogPolicy(List<Log> logs, List<Witness> witnesses, List<Group> groups, String quorum) {
    this.logs = List.copyOf(logs);
    this.witnesses = List.copyOf(witnesses);
    this.groups = List.copyOf(groups);
    this.quorum = quorum;
  }

  /// Reads a policy file.
  ///
  /// @throws MalformedLedgerException if it isn't one; says in which line
  public static TlogPolicy parse(Bytes file) throws MalformedLedgerException {
    return new TlogPolicyReader().read(file);
  }

  /// The accepted logs.
  public List<Log> logs() {
    return logs;
  }

  /// The known witnesses.
  public List<Witness> witnesses() {
    return witnesses;
  }

  /// The groups, each after its members.
  public List<Group> groups() {
    return groups;
  }

  /// The name of the witness or group that has to have cosigned; empty if nobody has to.
  public Optional<String> quorum() {
    return quorum.equals(NONE) ? Optional.empty() : Optional.of(quorum);
  }

  /// Whether these witnesses are enough.
  ///
  /// @param cosigners keys of cosignatures that were verified
  public boolean satisfiedBy(Collection<VerifierKey> cosigners) {
    Set<String> said = new HashSet<>();
    said.add(NONE);
    for (Witness witness : witnesses) {
      if (cosigners.contains(witness.key())) {
        said.add(witness.name());
      }
    }
    for (Group group : groups) {
      if (group.members().stream().filter(said::contains).count() >= group.threshold()) {
        said.add(group.name());
      }
    }
    return said.contains(quorum);
  }
}
