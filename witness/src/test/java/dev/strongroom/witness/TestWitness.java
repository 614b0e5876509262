// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.witness.AddCheckpoint;
import dev.strongroom.witness.sqlite.SqliteWitnessStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/// A witness with its real store and keys in a folder, which can be closed and opened again.
public final class TestWitness implements AutoCloseable {
  private final SqliteWitnessStore store;
  final WitnessKeys keys;
  public final Witness witness;
  final List<Incident> incidents = new CopyOnWriteArrayList<>();

  private TestWitness(Path folder, String name, KnownLogs logs, InstantSource clock)
      throws IOException, WitnessStoreException, WitnessKeyException {
    Files.createDirectories(folder);
    Path file = folder.resolve("key.json");
    SecureRandom random = new SecureRandom();
    keys =
        Files.exists(file)
            ? WitnessKeyFile.read(file, random)
            : WitnessKeyFile.make(file, name, true, random);
    store = SqliteWitnessStore.open(folder.resolve("state.sqlite"));
    witness = new Witness(store, logs, keys, clock, incidents::add);
  }

  public static TestWitness open(Path folder, String name, InstantSource clock, TestLog... logs)
      throws Exception {
    return open(folder, name, clock, knowing(logs));
  }

  static TestWitness open(Path folder, String name, InstantSource clock, KnownLogs logs)
      throws Exception {
    return new TestWitness(folder, name, logs, clock);
  }

  static AllowedLogs knowing(TestLog... logs) throws Exception {
    return AllowedLogs.of(
        Stream.of(logs).map(log -> log.key().text()).toList(), Optional.empty(), Set.of());
  }

  public List<VerifierKey> verifierKeys() {
    return keys.verifierKeys();
  }

  WitnessReply ask(AddCheckpoint request) {
    return witness.addCheckpoint(Bytes.utf8(request.encoded()), Optional.empty());
  }

  /// The time of a reply's cosignatures, all of which have to be good.
  Instant time(AddCheckpoint request, WitnessReply reply) {
    assertThat(reply).isInstanceOf(WitnessReply.Cosigned.class);
    List<NoteSignature> lines = ((WitnessReply.Cosigned) reply).lines();
    assertThat(lines).hasSize(keys.verifierKeys().size());
    SignedNote note = request.note().with(lines);
    List<Optional<Instant>> times =
        keys.verifierKeys().stream()
            .map(key -> Signatures.verify(note, key).orElseThrow().time())
            .distinct()
            .toList();
    assertThat(times).hasSize(1);
    return times.getFirst().orElseThrow();
  }

  void cosigns(AddCheckpoint request) {
    time(request, ask(request));
  }

  @Override
  public void close() {
    store.close();
    keys.close();
  }
}
