// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.console;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.fixtures.FakeDeployment;
import dev.strongroom.ledger.fixtures.TestKey;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.operators.StatementEntry;
import dev.strongroom.ledger.recovery.LostState;
import dev.strongroom.ledger.recovery.RecoveryStatement;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Members of entries with which a log goes on after a loss, and of such that aren't.
final class RecoveryEntries {
  private static final TestKey ANN = TestKey.of("ann");
  private static final Instant TIME = FakeDeployment.ENTERED;

  private RecoveryEntries() {}

  static Map<String, Map<String, ?>> all() throws MalformedLedgerException {
    Map<String, Map<String, ?>> all = new TreeMap<>();
    for (String origin : List.of("example.com/log", "example.com/log/recovered/99")) {
      all.put("after " + origin, entry(statement(origin, "the disk broke")));
    }
    for (String reason : List.of("a\u00ad", "a\ud83d\ude02", "a".repeat(1000))) {
      try {
        all.put("for " + reason, entry(statement("example.com/log", reason)));
      } catch (IllegalArgumentException e) {
        all.put("not for " + reason, changed("reason", reason));
      }
    }
    all.put("a long reason", changed("reason", "a".repeat(1001)));
    all.put("another generation", changed("generation", 2));
    all.put("another origin", changed("origin", "example.com/log"));
    all.put("another size", changed("size", 121));
    all.put("a size that nobody missed", changed("size", 150));
    all.put("no witnesses", changed("witnesses", Map.of()));
    all.put("the last log", changed("log", TestKey.of("log").log("x/recovered/100").text()));
    all.put("a witness's key", changed("log", TestKey.of("log").witness("x").text()));
    all.put("another time", changed("observed", "2026-11-21T18:00:00.000Z"));
    all.put("unsigned", with(entry(statement("x", "y")), "signatures", List.of()));
    all.put("signed by nobody", with(entry(statement("x", "y")), "signatures", Map.of()));
    return all;
  }

  private static RecoveryStatement statement(String origin, String reason) {
    return new RecoveryStatement(
        new LostState(
            TestKey.of("log").log(origin),
            120,
            Bytes.fromHex("ab".repeat(32)),
            Map.of("w1", 150L, "w2", 140L),
            TIME),
        reason);
  }

  private static Map<String, Object> entry(RecoveryStatement statement)
      throws MalformedLedgerException {
    OperatorSignature signature =
        new OperatorSignature("ann", ANN.publicKey(), ANN.sign(statement.signed()));
    StatementEntry<RecoveryStatement> entry =
        StatementEntry.of(
            RecoveryStatement.FORM, new SignedStatement<>(statement, List.of(signature)), TIME);
    return members(entry.entry().content().value());
  }

  /// A statement with another member, which nobody signed.
  private static Map<String, Object> changed(String name, Object value)
      throws MalformedLedgerException {
    Map<String, Object> entry = entry(statement("example.com/log", "the disk broke"));
    return with(entry, "statement", with(members(entry.get("statement")), name, value));
  }

  private static Map<String, Object> with(Map<String, Object> members, String name, Object value) {
    Map<String, Object> changed = new HashMap<>(members);
    changed.put(name, value);
    return changed;
  }

  private static Map<String, Object> members(@Nullable Object value) {
    Map<String, Object> members = new HashMap<>();
    ((Map<?, ?>) Objects.requireNonNull(value))
        .forEach((name, member) -> members.put(String.valueOf(name), member));
    return members;
  }
}
