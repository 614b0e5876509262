// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.host.store.Entry;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.ledger.receipt.CompactReceipt;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `strongroom up` on yesterday's database, on an empty one, and with yesterday's witness.
@Timeout(300)
class RollbackTest {
  private static final Duration STARTING = Duration.ofMinutes(2);

  @TempDir private static Path folder = Path.of("");
  private static KillableDeployment deployment;

  @BeforeAll
  static void growOld() throws Exception {
    deployment = KillableDeployment.start(folder);
    assertThat(deployment.awaitUp(STARTING)).as(deployment.said()).isTrue();
    assertThat(prove(1)).isEqualTo(1);
    deployment.close();
    copy(deployment.state(), folder.resolve("yesterday"), "store.sqlite");
    copy(deployment.state().resolve("witness"), folder.resolve("old-witness"), "state.sqlite");
    deployment.restart();
    assertThat(deployment.awaitUp(STARTING)).as(deployment.said()).isTrue();
    assertThat(prove(2)).isEqualTo(3);
    deployment.close();
    copy(deployment.state(), folder.resolve("today"), "store.sqlite");
    copy(deployment.state().resolve("witness"), folder.resolve("new-witness"), "state.sqlite");
  }

  /// Each test begins with what everybody had when it grew old.
  @BeforeEach
  void today() throws Exception {
    copy(folder.resolve("today"), deployment.state(), "store.sqlite");
    copy(folder.resolve("new-witness"), deployment.state().resolve("witness"), "state.sqlite");
  }

  @AfterEach
  void end() {
    deployment.close();
  }

  /// A database is a file, what isn't in it yet, and an index of that.
  private static void copy(Path from, Path to, String name) throws Exception {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(to)) {
      for (Path file : files.filter(file -> isOf(file, name)).toList()) {
        Files.delete(file);
      }
    }
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(file -> isOf(file, name)).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  private static boolean isOf(Path file, String name) {
    return String.valueOf(file.getFileName()).startsWith(name);
  }

  private static long prove(int number) throws Exception {
    try (AttestedHttpClient client = deployment.client()) {
      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(deployment.address().resolve("/v1/proofs"))
                  .POST(BodyPublishers.ofString("{\"digests\":[\"%064x\"]}".formatted(number)))
                  .build(),
              BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
      return CompactReceipt.parse(response.body()).start();
    }
  }

  /// What is stored of the log. Why an enclave refused to start is stored beside it.
  private List<Entry> stored() throws Exception {
    try (SqliteStore store = SqliteStore.open(deployment.state().resolve("store.sqlite"))) {
      return store.scan(Bytes.utf8("ledger/0/"), Bytes.EMPTY, 1000).entries();
    }
  }

  @Test
  void yesterdaysDatabaseIsRefusedAndTodaysGoesOn() throws Exception {
    copy(folder.resolve("yesterday"), deployment.state(), "store.sqlite");
    List<Entry> before = stored();
    deployment.restart();
    assertThat(deployment.awaitUp(STARTING)).isFalse();
    assertThat(deployment.said()).contains("rolled-back").contains("ledger recover");
    assertThat(stored()).as("nothing is written to it").isEqualTo(before);
    copy(folder.resolve("today"), deployment.state(), "store.sqlite");
    deployment.restart();
    assertThat(deployment.awaitUp(STARTING)).as(deployment.said()).isTrue();
    assertThat(prove(3)).isEqualTo(5);
    deployment.close();
  }

  @Test
  void anEmptyDatabaseIsRefused() throws Exception {
    copy(Files.createDirectory(folder.resolve("nothing")), deployment.state(), "store.sqlite");
    deployment.restart();
    assertThat(deployment.awaitUp(STARTING)).isFalse();
    assertThat(deployment.said()).contains("rolled-back");
    assertThat(stored()).isEmpty();
  }

  @Test
  void yesterdaysWitnessIsBroughtUpToDate() throws Exception {
    Path witness = deployment.state().resolve("witness");
    copy(folder.resolve("old-witness"), witness, "state.sqlite");
    deployment.restart();
    assertThat(deployment.awaitUp(STARTING)).as(deployment.said()).isTrue();
    assertThat(prove(3)).isEqualTo(5);
    deployment.close();
    copy(folder.resolve("yesterday"), deployment.state(), "store.sqlite");
    deployment.restart();
    assertThat(deployment.awaitUp(STARTING)).as("it remembers again").isFalse();
    assertThat(deployment.said()).contains("rolled-back");
  }
}
