// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.host.fixtures.SmallDisk;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A host's disk that is full or slow, and a store that comes and goes.
@Timeout(120)
class StoreFaultsTest {
  private static final String PATIENCE = ",\"patience\":\"PT1S\"";
  private static final Duration HEALING = Duration.ofSeconds(30);

  @TempDir private Path folder = Path.of("");

  private HostSide host(KeyValueStore store) throws Exception {
    return new HostSide(Files.createDirectory(folder.resolve("wire")), store);
  }

  @Test
  void aFullDiskIsNamedAndNothingIsLostByIt() throws Exception {
    try (SmallDisk disk = SmallDisk.mount(folder.resolve("disk"), 6 << 20)) {
      Path ballast = Files.write(disk.path().resolve("ballast"), new byte[3 << 20]);
      try (HostSide host = host(SqliteStore.open(disk.path().resolve("store.sqlite")))) {
        HostSide.Booted notary = host.boot(InstantSource.system(), 0, List.of(), PATIENCE);
        long next = 1;
        Asking.Answer answer = fifty(notary, next);
        while (answer.status() == 200 && next < 100_000) {
          assertThat(answer.index()).isEqualTo(next);
          next += 50;
          answer = fifty(notary, next);
        }
        assertThat(answer.code()).as(answer.text()).isIn("disk-full", "entered-not-found");
        assertThat(answer.took()).isLessThan(Duration.ofSeconds(5));
        assertThat(Asking.find(notary.api(), 1).status()).as("reading goes on").isEqualTo(200);
        Files.delete(ballast);
        answer = Asking.proveAtLast(notary.api(), HEALING, "after", 1_000_000);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.index()).isGreaterThanOrEqualTo(next);
        assertThat(notary.stops()).isEmpty();
        notary.api().close();
        HostSide.Booted again = host.boot(InstantSource.system(), 0, List.of(), PATIENCE);
        assertThat(Asking.prove(again.api(), "after", 1_000_000).index()).isEqualTo(answer.index());
        assertThat(Asking.find(again.api(), (int) next - 50).status()).isEqualTo(200);
      }
    }
  }

  private static Asking.Answer fifty(HostSide.Booted notary, long from) throws Exception {
    return Asking.prove(notary.api(), "", IntStream.range((int) from, (int) from + 50).toArray());
  }

  @Test
  void aSlowDiskIsNamedAndWhatItWroteIsNotEnteredAgain() throws Exception {
    SlowStore store = new SlowStore(SqliteStore.open(folder.resolve("store.sqlite")));
    try (HostSide host = host(store)) {
      HostSide.Booted notary = host.boot(InstantSource.system(), 0, List.of(), PATIENCE);
      store.delay(Duration.ofSeconds(2));
      Asking.Answer slow = Asking.prove(notary.api(), "once", 1);
      assertThat(slow.code()).as(slow.text()).isEqualTo("store-slow");
      assertThat(slow.took()).isLessThan(Duration.ofSeconds(4));
      store.delay(Duration.ZERO);
      assertThat(Asking.proveAtLast(notary.api(), HEALING, "once", 1).index()).isEqualTo(1);
      assertThat(Asking.prove(notary.api(), "", 2).index()).isEqualTo(2);
      assertThat(notary.stops()).isEmpty();
    }
  }

  @Test
  void aStoreThatIsAwayIsNamedAndTakenUpAgain() throws Exception {
    try (HostSide host = host(SqliteStore.open(folder.resolve("store.sqlite")))) {
      HostSide.Booted notary = host.boot(InstantSource.system(), 0, List.of(), PATIENCE);
      assertThat(Asking.prove(notary.api(), "", 1).index()).isEqualTo(1);
      host.storageDown();
      Asking.Answer refused = Asking.prove(notary.api(), "once", 2);
      assertThat(refused.code()).as(refused.text()).isEqualTo("store-unavailable");
      assertThat(refused.took()).isLessThan(Duration.ofSeconds(5));
      host.storageBack();
      assertThat(Asking.proveAtLast(notary.api(), HEALING, "once", 2).index()).isEqualTo(2);
      assertThat(notary.stops()).isEmpty();
    }
  }

  @Test
  void aStoreThatGoesInTheMiddleOfACommitLeavesNoDoubt() throws Exception {
    SlowStore store = new SlowStore(SqliteStore.open(folder.resolve("store.sqlite")));
    try (HostSide host = host(store)) {
      HostSide.Booted notary = host.boot(InstantSource.system(), 0, List.of(), PATIENCE);
      store.delay(Duration.ofMillis(400));
      try (Later later =
          new Later(
              Duration.ofMillis(200),
              () -> {
                host.storageDown();
                host.storageBack();
              })) {
        Asking.Answer answer = Asking.proveAtLast(notary.api(), HEALING, "once", 1);
        assertThat(answer.index()).isEqualTo(1);
        later.await();
      }
      store.delay(Duration.ZERO);
      assertThat(Asking.prove(notary.api(), "", 2).index()).isEqualTo(2);
      assertThat(Asking.find(notary.api(), 1).status()).isEqualTo(200);
      assertThat(notary.stops()).isEmpty();
    }
  }
}
