// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.channel.SigningKey;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.host.store.Versioned;
import dev.strongroom.integration.faults.ScriptedWitness.Manner;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.operators.SignedStatement;
import dev.strongroom.ledger.recovery.RecoveryStatement;
import dev.strongroom.ledger.recovery.RefusalReport;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A host that would like to begin another generation of the log, or to go back to an old one.
@Timeout(180)
class RecoveryAttackTest {
  private static final String NEXT = "example.com/log/recovered/1";

  private final SigningKey ann = SigningKey.generate(new SecureRandom());
  private final SigningKey bob = SigningKey.generate(new SecureRandom());
  private final AtomicInteger wires = new AtomicInteger();
  @TempDir private Path folder = Path.of("");
  private List<ScriptedWitness> witnesses = List.of();

  @BeforeEach
  void witnesses() throws Exception {
    witnesses =
        List.of(new ScriptedWitness("w1"), new ScriptedWitness("w2"), new ScriptedWitness("w3"));
  }

  @AfterEach
  void close() {
    witnesses.forEach(ScriptedWitness::close);
  }

  private String operators() {
    return ",\"recovery\":{\"threshold\":2,\"operators\":[{\"name\":\"ann\",\"signingKey\":\""
        + ann.publicKey().hex()
        + "\"},{\"name\":\"bob\",\"signingKey\":\""
        + bob.publicKey().hex()
        + "\"}]}";
  }

  private Path store(String name) {
    return folder.resolve(name + ".sqlite");
  }

  /// Boots once and stops.
  ///
  /// @return the log's words, if it started
  private String boot(String store, String settings) throws Exception {
    Path wire = Files.createDirectory(folder.resolve("w" + wires.incrementAndGet()));
    try (HostSide host = new HostSide(wire, SqliteStore.open(store(store)))) {
      host.boot(InstantSource.system(), 2, witnesses, settings);
      return host.said();
    }
  }

  private void refused(String store, String settings, String... words) {
    assertThatThrownBy(() -> boot(store, settings))
        .isInstanceOf(ServiceException.class)
        .message()
        .contains(words);
  }

  private RefusalReport report(String store) throws Exception {
    try (KeyValueStore open = SqliteStore.open(store(store))) {
      return RefusalReport.parse(open.get(RefusalReport.STORED).orElseThrow().value());
    }
  }

  /// What the operators sign after they were shown the report, put into the store.
  private void sign(String store, RefusalReport told) throws Exception {
    RecoveryStatement statement = new RecoveryStatement(told.lost(), "the disk broke");
    SignedStatement<RecoveryStatement> request = new SignedStatement<>(statement, List.of());
    byte[] message = statement.signed().toByteArray();
    request = request.with(new OperatorSignature("ann", ann.publicKey(), ann.sign(message)));
    request = request.with(new OperatorSignature("bob", bob.publicKey(), bob.sign(message)));
    try (KeyValueStore open = SqliteStore.open(store(store))) {
      long version =
          open.get(RecoveryStatement.STORED).map(Versioned::version).orElse(KeyValueStore.ABSENT);
      open.put(RecoveryStatement.STORED, version, request.encoded());
    }
  }

  private boolean hasLog(String store) throws Exception {
    try (KeyValueStore open = SqliteStore.open(store(store))) {
      return !open.scan(Bytes.utf8("ledger/"), Bytes.EMPTY, 1).entries().isEmpty();
    }
  }

  @Test
  void twoSignaturesLetItGoOnAndTheOldLogIsOverEverywhere() throws Exception {
    boot("first", operators());
    refused("empty", operators(), "rolled-back", "0 entries");
    witnesses.getFirst().goDown();
    sign("empty", report("empty"));
    assertThat(boot("empty", operators())).contains(NEXT);
    assertThat(boot("empty", operators())).contains(NEXT);
    // The store that was thought to be lost is complete, but too late.
    refused("first", operators(), "rolled-back", NEXT);
    assertThat(report("first").lost().log().name()).isEqualTo(NEXT);
    assertThat(report("first").lost().size()).isZero();
  }

  @Test
  void whoLosesAgainGoesOnAgain() throws Exception {
    boot("first", operators());
    refused("second", operators(), "rolled-back");
    sign("second", report("second"));
    boot("second", operators());
    refused("third", operators(), "rolled-back", NEXT);
    sign("third", report("third"));
    assertThat(boot("third", operators())).contains("example.com/log/recovered/2");
    refused("second", operators(), "rolled-back", "example.com/log/recovered/2");
  }

  @Test
  void withoutOperatorsInTheConfigurationNobodyCan() throws Exception {
    boot("first", "");
    refused("empty", "", "rolled-back");
    assertThat(report("empty").threshold()).isZero();
    sign("empty", report("empty"));
    refused("empty", "", "recovery-refused: not-configured", "rolled-back");
    assertThat(hasLog("empty")).isFalse();
  }

  @Test
  void signaturesAreWorthNothingOnceTheLogWentOn() throws Exception {
    boot("first", operators());
    refused("empty", operators(), "rolled-back");
    sign("empty", report("empty"));
    boot("first", operators());
    refused("empty", operators(), "recovery-refused: stale", "rolled-back");
    assertThat(hasLog("empty")).isFalse();
  }

  @Test
  void signaturesAboutAnotherStateAreWorthNothing() throws Exception {
    boot("first", operators());
    Files.copy(store("first"), store("old"));
    boot("first", operators());
    refused("empty", operators(), "rolled-back");
    sign("old", report("empty"));
    refused("old", operators(), "recovery-refused: other-state", "has 1 entries");
  }

  /// Over plain HTTP a host can answer in the witnesses' place, as long as it needn't sign.
  @Test
  void answersThatNobodySignedBeginNoGeneration() throws Exception {
    witnesses.forEach(ScriptedWitness::fear);
    refused("empty", operators(), "contradict themselves");
    assertThat(hasLog("empty")).isFalse();
    witnesses.forEach(witness -> witness.behave(Manner.AHEAD));
    refused("empty", operators(), "rolled-back");
    assertThat(hasLog("empty")).isFalse();
  }

  @Test
  void aWitnessThatDoesntKnowTheNextGenerationIsNamed() throws Exception {
    boot("first", operators());
    witnesses.forEach(witness -> witness.forget(NEXT));
    refused("first", operators(), "witnesses-missing", NEXT + "+", "refused: 404");
  }
}
