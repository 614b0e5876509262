// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.host.store.SqliteStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two enclaves of one root secret, on one store or on two copies of it: one goes on, the other
/// says why it doesn't.
@Timeout(120)
class TwoEnclavesTest {
  private static final String PATIENCE = ",\"patience\":\"PT2S\"";

  @TempDir private Path folder = Path.of("");
  private ScriptedWitness witness;

  @BeforeEach
  void start() throws Exception {
    witness = new ScriptedWitness("example.com/one");
  }

  @AfterEach
  void close() {
    witness.close();
  }

  private HostSide host(String name) throws Exception {
    return new HostSide(
        Files.createDirectory(folder.resolve(name + "-wire")),
        SqliteStore.open(folder.resolve(name).resolve("store.sqlite")));
  }

  private HostSide.Booted boot(HostSide host) throws Exception {
    return host.boot(InstantSource.system(), 1, List.of(witness), PATIENCE);
  }

  private void copy(String from, String to) throws Exception {
    Files.createDirectory(folder.resolve(to));
    try (Stream<Path> files = Files.list(folder.resolve(from))) {
      for (Path file : files.toList()) {
        Files.copy(file, folder.resolve(to).resolve(file.getFileName()));
      }
    }
  }

  private static void awaitStop(HostSide.Booted notary) throws InterruptedException {
    for (int i = 0; i < 200 && notary.stops().isEmpty(); i++) {
      Thread.sleep(100);
    }
  }

  @Test
  void onOneStoreTheOneThatCameFirstStopsAndNothingOfItsIsLost() throws Exception {
    Files.createDirectory(folder.resolve("a"));
    try (HostSide host = host("a")) {
      HostSide.Booted first = boot(host);
      assertThat(Asking.prove(first.api(), "k", 1).index()).isEqualTo(1);
      HostSide.Booted second = boot(host);
      Asking.Answer refused = Asking.prove(first.api(), "", 2);
      assertThat(refused.code()).as(refused.text()).isEqualTo("stopped");
      assertThat(first.stops()).hasSize(1).first().asString().contains("another enclave");
      assertThat(Asking.prove(second.api(), "k", 1).index()).isEqualTo(1);
      assertThat(Asking.prove(second.api(), "", 3).index()).isEqualTo(3);
      assertThat(Asking.find(second.api(), 2).status()).isEqualTo(404);
      first.api().close();
      assertThat(Asking.prove(first.api(), "", 4).code()).isEqualTo("stopped");
      assertThat(Asking.find(first.api(), 1).code()).isEqualTo("stopped");
      assertThat(second.stops()).isEmpty();
    }
  }

  @Test
  void onCopiesOfAStoreTheWitnessLetsOneGoOn() throws Exception {
    Files.createDirectory(folder.resolve("a"));
    try (HostSide one = host("a")) {
      HostSide.Booted first = boot(one);
      assertThat(Asking.prove(first.api(), "", 1).index()).isEqualTo(1);
      copy("a", "b");
      try (HostSide other = host("b")) {
        HostSide.Booted second = boot(other);
        assertThat(Asking.prove(second.api(), "", 2).index()).isEqualTo(3);
        Asking.Answer refused = Asking.prove(first.api(), "", 3);
        assertThat(refused.code()).as(refused.text()).isIn("witnesses-missing", "stopped");
        awaitStop(first);
        assertThat(first.stops()).hasSize(1).first().asString().contains("another-enclave");
        assertThat(Asking.prove(second.api(), "", 4).index()).isEqualTo(4);
        assertThat(second.stops()).isEmpty();
      }
    }
  }

  @Test
  void onCopiesOfAStoreAtOneMomentOnlyOneStarts() throws Exception {
    Files.createDirectory(folder.resolve("a"));
    try (HostSide one = host("a")) {
      boot(one).api().close();
      copy("a", "b");
      try (HostSide other = host("b");
          ExecutorService both = Executors.newFixedThreadPool(2)) {
        List<Future<HostSide.Booted>> starts =
            both.invokeAll(List.<Callable<HostSide.Booted>>of(() -> boot(one), () -> boot(other)));
        List<HostSide.Booted> answering = new ArrayList<>();
        for (Future<HostSide.Booted> start : starts) {
          try {
            HostSide.Booted notary = start.get();
            if (Asking.prove(notary.api(), "", 1).status() == 200) {
              answering.add(notary);
            } else {
              awaitStop(notary);
              assertThat(notary.stops()).hasSize(1).first().asString().contains("another-enclave");
            }
          } catch (ExecutionException e) {
            assertThat(e.getCause())
                .isInstanceOf(ServiceException.class)
                .message()
                .containsAnyOf("another-enclave", "forked", "rolled-back");
          }
        }
        assertThat(answering).hasSize(1);
        assertThat(Asking.prove(answering.getFirst().api(), "", 2).index()).isEqualTo(3);
      }
    }
  }
}
