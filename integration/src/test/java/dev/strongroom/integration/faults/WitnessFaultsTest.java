// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.enclave.notary.NotaryApi;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.integration.faults.ScriptedWitness.Manner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Witnesses that are away, that lie and that have another clock: bounded waits, named problems,
/// and everything well again without a restart.
@Timeout(120)
class WitnessFaultsTest {
  private static final String PATIENCE = ",\"patience\":\"PT1S\"";
  // Less than the patience that applies where none is set.
  private static final Duration BOUND = Duration.ofSeconds(8);
  private static final Duration HEALING = Duration.ofSeconds(30);

  @TempDir private Path folder = Path.of("");
  private HostSide host;
  private ScriptedWitness witness;

  @BeforeEach
  void start() throws Exception {
    host =
        new HostSide(
            Files.createDirectory(folder.resolve("wire")),
            SqliteStore.open(folder.resolve("store.sqlite")));
    witness = new ScriptedWitness("example.com/one");
  }

  @AfterEach
  void close() throws Exception {
    witness.close();
    host.close();
  }

  private static String problem(Manner manner) {
    return switch (manner) {
      case HONEST -> "";
      case WRONG_SIGNATURE -> "a wrong cosignature";
      case OTHER_KEY, GARBAGE -> "";
      case HUGE, FORGETTING -> "can't be reached";
      case ENDLESS, SILENT -> "no answer within";
      case AHEAD -> "cosigned a tree of";
      case FORKED -> "";
      // What it is caught at is up to chance.
      case FICKLE -> "problem";
      case REFUSING -> "refused: 403 not today";
      case SLOW_CLOCK, FAST_CLOCK -> "minutes apart";
    };
  }

  /// A witness that goes on saying that the log is elsewhere is taken at its word after two
  /// seconds, which a busy machine may spend between two lines of a test.
  private static int answers(Manner manner) {
    return manner == Manner.AHEAD || manner == Manner.FORKED ? 3 : Integer.MAX_VALUE;
  }

  private static Asking.Answer proved(NotaryApi api, String once, int number) throws Exception {
    Asking.Answer answer = Asking.proveAtLast(api, HEALING, once, number);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer;
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HONEST")
  void isNamedAndBorneWithAndWellAgain(Manner manner) throws Exception {
    HostSide.Booted notary = host.boot(InstantSource.system(), 1, List.of(witness), PATIENCE);
    assertThat(proved(notary.api(), "first", 1).index()).isEqualTo(1);
    witness.behave(manner, answers(manner));
    Asking.Answer refused = Asking.prove(notary.api(), "once", 2);
    assertThat(refused.status()).as(refused.text()).isEqualTo(503);
    assertThat(refused.code()).isEqualTo("witnesses-missing");
    assertThat(refused.took()).isLessThan(BOUND);
    witness.behave(Manner.HONEST);
    assertThat(proved(notary.api(), "once", 2).index()).as("entered once").isEqualTo(2);
    assertThat(proved(notary.api(), "last", 3).index()).isEqualTo(3);
    assertThat(notary.stops()).isEmpty();
    assertThat(host.said()).contains("example.com/one").contains(problem(manner));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "HONEST")
  void countsForNothingWhereTwoOthersAreHonest(Manner manner) throws Exception {
    try (ScriptedWitness two = new ScriptedWitness("example.com/two");
        ScriptedWitness three = new ScriptedWitness("example.com/three")) {
      witness.behave(manner);
      NotaryApi api =
          host.boot(InstantSource.system(), 2, List.of(witness, two, three), PATIENCE).api();
      for (int i = 1; i < 20; i++) {
        assertThat(proved(api, "key-" + i, i).index()).isEqualTo(i);
      }
    }
  }

  @Test
  void isWaitedForWhileItIsDown() throws Exception {
    HostSide.Booted notary = host.boot(InstantSource.system(), 1, List.of(witness), PATIENCE);
    witness.goDown();
    for (int i = 1; i <= 3; i++) {
      Asking.Answer refused = Asking.prove(notary.api(), "key-" + i, i);
      assertThat(refused.code()).isEqualTo("witnesses-missing");
      assertThat(refused.took()).isLessThan(BOUND);
    }
    witness.comeBack();
    for (int i = 1; i <= 3; i++) {
      assertThat(proved(notary.api(), "key-" + i, i).index()).isEqualTo(i);
    }
    assertThat(host.said()).contains("well again");
  }

  @Test
  void keepsAnEnclaveFromStartingOnlyWhileItIsDown() throws Exception {
    witness.goDown();
    try (Later back = new Later(Duration.ofSeconds(2), witness::comeBack)) {
      HostSide.Booted notary = host.boot(InstantSource.system(), 1, List.of(witness), PATIENCE);
      back.await();
      assertThat(proved(notary.api(), "first", 1).index()).isEqualTo(1);
    }
  }

  @Test
  void refusesToStartWhereWitnessesKnowMoreOrOther() throws Exception {
    host.boot(InstantSource.system(), 1, List.of(witness), PATIENCE).api().close();
    witness.behave(Manner.AHEAD);
    assertThatThrownBy(() -> host.boot(InstantSource.system(), 1, List.of(witness), PATIENCE))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("rolled-back");
    witness.behave(Manner.FORKED);
    assertThatThrownBy(() -> host.boot(InstantSource.system(), 1, List.of(witness), PATIENCE))
        .isInstanceOf(ServiceException.class)
        .hasMessageContaining("forked");
    witness.behave(Manner.HONEST);
    NotaryApi api = host.boot(InstantSource.system(), 1, List.of(witness), PATIENCE).api();
    assertThat(proved(api, "first", 1).index()).isEqualTo(2);
  }

  @Test
  void isTakenAtItsWordIfItStaysAhead() throws Exception {
    HostSide.Booted notary = host.boot(InstantSource.system(), 1, List.of(witness), PATIENCE);
    witness.behave(Manner.AHEAD);
    assertThat(Asking.prove(notary.api(), "", 1).status()).isEqualTo(503);
    for (int i = 0; i < 100 && notary.stops().isEmpty(); i++) {
      Thread.sleep(100);
    }
    assertThat(notary.stops()).hasSize(1).first().asString().contains("another-enclave");
    assertThat(Asking.prove(notary.api(), "", 2).code()).isEqualTo("stopped");
  }

  @ParameterizedTest
  @EnumSource(names = {"SLOW_CLOCK", "FAST_CLOCK"})
  void doesNotCountWhileTheEnclavesClockIsStepped(Manner manner) throws Exception {
    Duration step = Duration.ofHours(manner == Manner.SLOW_CLOCK ? 1 : -1);
    AtomicReference<Duration> off = new AtomicReference<>(Duration.ZERO);
    HostSide.Booted notary =
        host.boot(() -> Instant.now().plus(off.get()), 1, List.of(witness), PATIENCE);
    off.set(Duration.ofMinutes(manner == Manner.SLOW_CLOCK ? 5 : -5));
    assertThat(proved(notary.api(), "first", 1).index()).isEqualTo(1);
    off.set(step);
    Asking.Answer refused = Asking.prove(notary.api(), "once", 2);
    assertThat(refused.code()).isEqualTo("witnesses-missing");
    assertThat(refused.took()).isLessThan(BOUND);
    off.set(Duration.ZERO);
    assertThat(proved(notary.api(), "once", 2).index()).isEqualTo(2);
    assertThat(host.said()).contains("minutes apart").contains("well again");
  }
}
