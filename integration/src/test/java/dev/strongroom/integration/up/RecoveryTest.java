// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.entry.Entry;
import dev.strongroom.ledger.entry.EpochEntry;
import dev.strongroom.ledger.entry.Leaf;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.operators.StatementEntry;
import dev.strongroom.ledger.receipt.Receipt;
import dev.strongroom.ledger.recovery.RecoveryStatement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A host that lost its store: by commands alone, with host, enclave and witness in processes of
/// their own.
@Timeout(600)
class RecoveryTest {
  private static final String ORIGIN = "localhost/strongroom";
  private static final Bytes FIRST = Bytes.fromHex("01".repeat(32));
  private static final Bytes LOST = Bytes.fromHex("02".repeat(32));
  private static final Bytes AFTER = Bytes.fromHex("03".repeat(32));

  @TempDir private Path folder = Path.of("");

  private Path file(String name) {
    return folder.resolve(name);
  }

  private Path state() {
    return file("state");
  }

  private String[] up() {
    return new String[] {
      "up",
      "--port",
      "0",
      "--witness-port",
      "0",
      "--state",
      state().toString(),
      "--recovery",
      file("operators.json").toString()
    };
  }

  private static CommandLine run(int status, String... arguments) throws Exception {
    CommandLine run = CommandLine.run(arguments);
    assertThat(run.status()).as(run.text()).isEqualTo(status);
    return run;
  }

  private CommandLine recover(int status, String step, String... more) throws Exception {
    List<String> all = new ArrayList<>(List.of("ledger", "recover", step));
    all.addAll(List.of(more));
    if (!step.equals("sign")) {
      all.addAll(List.of("--state", state().toString()));
    }
    return run(status, all.toArray(String[]::new));
  }

  private void operators() throws Exception {
    List<String> operators = new ArrayList<>();
    for (String name : List.of("ann", "bob", "eve", "mallory")) {
      String line = run(0, "ceremony", "keygen", name, "--key", key(name)).text().strip();
      operators.add(line.replaceFirst("\"encryptionKey\": \"[0-9a-f]*\", ", ""));
    }
    Files.writeString(
        file("operators.json"),
        "{\"threshold\": 2, \"operators\": [" + String.join(", ", operators.subList(0, 3)) + "]}");
  }

  private String key(String name) {
    return file(name + ".key").toString();
  }

  /// The store's files, while no host is there.
  private void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> old = Files.list(to)) {
      for (Path file : old.filter(RecoveryTest::ofTheStore).toList()) {
        Files.delete(file);
      }
    }
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(RecoveryTest::ofTheStore).toList()) {
        Files.copy(file, to.resolve(String.valueOf(file.getFileName())));
      }
    }
  }

  private static boolean ofTheStore(Path file) {
    return String.valueOf(file.getFileName()).startsWith("store.sqlite");
  }

  private static void good(Path policy, Receipt receipt, Bytes digest, String origin)
      throws Exception {
    var verdict = LedgerUp.verdict(policy, receipt, digest);
    assertThat(verdict.accepted()).as(verdict.checks().toString()).isTrue();
    assertThat(receipt.checkpoint().checkpoint().origin()).isEqualTo(origin);
  }

  @Test
  void goesOnInTheOpenByTwoOfThreeOperators() throws Exception {
    operators();
    Path policy = state().resolve("receipt-policy.json");
    Receipt first;
    try (LedgerUp up = LedgerUp.start(state(), up())) {
      first = up.enter(FIRST);
    }
    copy(state(), file("yesterday"));
    Receipt lost;
    Checkpoint last;
    try (LedgerUp up = LedgerUp.start(state(), up())) {
      lost = up.enter(LOST);
      last = up.checkpoint();
    }
    assertThat(last.size()).isEqualTo(4);
    copy(state(), file("latest"));

    copy(file("yesterday"), state());
    String refusal = run(2, up()).text();
    assertThat(refusal).contains("rolled-back", "has 2 entries of the log " + ORIGIN, "=4");

    CommandLine explained =
        recover(0, "explain", "--reason", "the disk broke", "--request", file("r.json").toString());
    assertThat(explained.text()).contains("entries 2 to 3", "2 of the operators ann, bob, eve");
    Path copied = Files.copy(file("r.json"), file("copy.json"));
    Path forged = Files.copy(file("r.json"), file("forged.json"));
    recover(0, "sign", file("r.json").toString(), "--key", key("ann"));
    assertThat(recover(1, "apply", file("r.json").toString()).text()).contains("2 are needed");
    recover(0, "sign", forged.toString(), "--key", key("mallory"));
    assertThat(recover(1, "apply", file("r.json").toString(), forged.toString()).text())
        .contains("not among the operators: mallory");
    recover(0, "sign", copied.toString(), "--key", key("eve"));

    // A key of the wrong person under an operator's name gets past the host, not the enclave.
    Path impostor = file("impostor.json");
    Files.writeString(
        file("as-bob.key"), Files.readString(file("mallory.key")).replace("mallory", "bob"));
    Files.setPosixFilePermissions(
        file("as-bob.key"), Files.getPosixFilePermissions(file("mallory.key")));
    Files.copy(file("r.json"), impostor);
    recover(0, "sign", impostor.toString(), "--key", file("as-bob.key").toString());
    recover(0, "apply", impostor.toString());
    assertThat(run(2, up()).text()).contains("recovery-refused: unknown-operator", "rolled-back");

    recover(0, "apply", file("r.json").toString(), copied.toString());
    Receipt after;
    Checkpoint begun;
    List<Leaf> leaves;
    try (LedgerUp up = LedgerUp.start(state(), up())) {
      after = up.enter(AFTER);
      begun = up.checkpoint();
      leaves = up.leaves(begun);
      assertThat(
              run(
                      0,
                      "ledger",
                      "audit",
                      "localhost:" + up.up().address().getPort(),
                      "--policy",
                      state().resolve("policy.json").toString())
                  .text())
          .contains("recovered", "the disk broke");
    }
    assertThat(begun.origin()).isEqualTo(ORIGIN + "/recovered/1");
    assertThat(begun.size()).isEqualTo(3);
    StatementEntry<RecoveryStatement> entry =
        StatementEntry.parse(
            RecoveryStatement.FORM, Entry.parse(((Leaf.Open) leaves.get(0)).entry()));
    assertThat(entry.statement().reason()).isEqualTo("the disk broke");
    assertThat(entry.statement().lost().size()).isEqualTo(2);
    assertThat(entry.statement().lost().cosigned()).isEqualTo(4);
    assertThat(entry.statement().lost().log().name()).isEqualTo(ORIGIN);
    assertThat(entry.signatures())
        .extracting(OperatorSignature::operator)
        .containsExactly("ann", "eve");
    EpochEntry epoch = EpochEntry.parse(Entry.parse(((Leaf.Open) leaves.get(1)).entry()));
    assertThat(epoch.statement().previousRoot())
        .as("the evidence covers the recovery's entry")
        .isEqualTo(leaves.get(0).hash());

    // Old receipts are as good as they were, those of lost entries too.
    good(policy, first, FIRST, ORIGIN);
    good(policy, lost, LOST, ORIGIN);
    good(policy, after, AFTER, begun.origin());

    // It goes on as usual; what was left for the recovery is gone.
    try (LedgerUp up = LedgerUp.start(state(), up())) {
      assertThat(up.checkpoint().size()).isEqualTo(4);
    }
    assertThat(recover(2, "explain").text()).contains("no enclave refused");
    copy(state(), file("recovered"));

    theOldLogIsOver(copied);
  }

  /// Neither the latest state of the old log, nor the one that the operators knew with their
  /// signatures, is taken up again: witnesses know of the new one.
  private void theOldLogIsOver(Path signed) throws Exception {
    for (String old : List.of("latest", "yesterday")) {
      copy(file(old), state());
      assertThat(run(2, up()).text())
          .contains("rolled-back", "has 0 entries of the log " + ORIGIN + "/recovered/1", "=4");
      assertThat(recover(1, "apply", signed.toString(), file("r.json").toString()).text())
          .contains("another state");
    }
    copy(file("recovered"), state());
    try (LedgerUp up = LedgerUp.start(state(), up())) {
      assertThat(up.checkpoint().origin()).isEqualTo(ORIGIN + "/recovered/1");
      assertThat(up.checkpoint().size()).isEqualTo(5);
    }
  }

  @Test
  void goesOnWithoutAnyRecoveryOnceTheLatestStoreIsBack() throws Exception {
    operators();
    LedgerUp.start(state(), up()).close();
    copy(state(), file("yesterday"));
    LedgerUp.start(state(), up()).close();
    copy(state(), file("latest"));
    copy(file("yesterday"), state());
    assertThat(run(2, up()).text()).contains("rolled-back");
    copy(file("latest"), state());
    try (LedgerUp up = LedgerUp.start(state(), up())) {
      assertThat(up.checkpoint().origin()).isEqualTo(ORIGIN);
      assertThat(up.checkpoint().size()).isEqualTo(3);
    }
  }
}
