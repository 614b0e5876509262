// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.receipt.Receipt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The drill of `docs/backup.md`: a store is copied while it is used, lost, and restored elsewhere;
/// and an older copy is found out. Host, enclave and witness are processes of their own.
@Timeout(300)
class BackupDrillTest {
  private static final Bytes FIRST = Bytes.fromHex("01".repeat(32));
  private static final Bytes SECOND = Bytes.fromHex("02".repeat(32));
  private static final Bytes THIRD = Bytes.fromHex("03".repeat(32));

  @TempDir private Path folder = Path.of("");

  private static String[] up(Path state) {
    return new String[] {"up", "--port", "0", "--witness-port", "0", "--state", state.toString()};
  }

  private void backup(Path state, String copy) throws Exception {
    CommandLine run =
        CommandLine.run(
            "backup", "--state", state.toString(), "-o", folder.resolve(copy).toString());
    assertThat(run.status()).as(run.text()).isZero();
    assertThat(run.text()).contains(" entries", "sha256  ");
  }

  /// All but the store: what hardware or KMS would keep, and the witness, which is elsewhere.
  private static void moved(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        if (Files.isRegularFile(file) && !file.getFileName().toString().startsWith("store.")) {
          Path copy = to.resolve(from.relativize(file));
          Files.createDirectories(copy.getParent());
          Files.copy(file, copy);
        }
      }
    }
  }

  private static void good(Path policy, Receipt receipt, Bytes digest) throws Exception {
    var verdict = LedgerUp.verdict(policy, receipt, digest);
    assertThat(verdict.accepted()).as(verdict.checks().toString()).isTrue();
  }

  @Test
  void goesOnElsewhereFromTheLatestCopyAndNotFromAnOlderOne() throws Exception {
    Path state = folder.resolve("state");
    Receipt first;
    Receipt second;
    try (LedgerUp up = LedgerUp.start(state, up(state))) {
      first = up.enter(FIRST);
      backup(state, "monday.sqlite");
      second = up.enter(SECOND);
      backup(state, "tuesday.sqlite");
    }
    Path elsewhere = folder.resolve("elsewhere");
    moved(state, elsewhere);
    try (Stream<Path> files = Files.list(state)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.delete(file);
      }
    }
    Path store = elsewhere.resolve("store.sqlite");
    assertThat(store).doesNotExist();
    Files.copy(folder.resolve("tuesday.sqlite"), store);
    Path policy = elsewhere.resolve("receipt-policy.json");
    try (LedgerUp up = LedgerUp.start(elsewhere, up(elsewhere))) {
      // Two epochs and two entries.
      assertThat(up.checkpoint().size()).isEqualTo(4);
      Receipt third = up.enter(THIRD);
      good(policy, first, FIRST);
      good(policy, second, SECOND);
      good(policy, third, THIRD);
    }
    for (String part : List.of("", "-wal", "-shm")) {
      Files.deleteIfExists(elsewhere.resolve("store.sqlite" + part));
    }
    Files.copy(folder.resolve("monday.sqlite"), store);
    CommandLine refused = CommandLine.run(up(elsewhere));
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.text()).contains("rolled-back");
  }
}
