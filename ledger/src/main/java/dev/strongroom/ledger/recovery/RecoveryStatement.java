// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.ledger.recovery;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.operators.OperatorStatement;
import dev.strongroom.ledger.operators.StatementForm;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What operators sign: that a log, of which they know what is lost, goes on as the next
/// generation.
///
/// @param lost what the enclave found
/// @param reason in the operators' words, 1 to 1000 characters: everybody will read it in the log
public record RecoveryStatement(LostState lost, String reason) implements OperatorStatement {
  /// The kind of its entry, the first of a log that goes on after a loss. The epoch's entry after
  /// it names the tree with it, so the enclave's evidence covers it.
  public static final String KIND = "recovery";

  /// How it is read.
  public static final StatementForm<RecoveryStatement> FORM =
      new StatementForm<>(KIND, RecoveryStatement::parse);

  /// The key in the host's store under which the enclave looks for a signed one.
  public static final Bytes STORED = Bytes.utf8("recovery/request");

  private static final int VERSION = 1;

  /// Checks the reason.
  ///
  /// @throws IllegalArgumentException if it is blank, too long or has control characters
  public RecoveryStatement {
    OperatorStatement.checkReason(reason);
  }

  /// The generation that is to begin.
  public Generation next() {
    return lost.generation().next();
  }

  @Override
  public String label() {
    return "strongroom ledger recovery v1";
  }

  @Override
  public Map<String, Object> content() {
    Map<String, Object> members = new TreeMap<>();
    members.put("version", (long) VERSION);
    lost.put(members);
    members.put("generation", (long) next().number());
    members.put("origin", next().origin());
    members.put("reason", reason);
    return members;
  }

  /// Reads a statement.
  ///
  /// @throws MalformedJsonException if it isn't one
  public static RecoveryStatement parse(JsonNode node) throws MalformedJsonException {
    Set<String> members = new LinkedHashSet<>(LostState.MEMBERS);
    members.addAll(Set.of("version", "generation", "origin", "reason"));
    node.onlyMembers(members);
    node.member("version").integer(VERSION, VERSION);
    try {
      RecoveryStatement statement =
          new RecoveryStatement(LostState.read(node), node.member("reason").text());
      node.member("generation").integer(statement.next().number(), statement.next().number());
      if (!node.member("origin").text().equals(statement.next().origin())) {
        throw node.member("origin").error(statement.next().origin() + " comes next");
      }
      return statement;
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }
}
