// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.merkle.ConsistencyProof;
import dev.strongroom.ledger.merkle.MerkleHash;
import dev.strongroom.ledger.note.Checkpoint;
import dev.strongroom.ledger.note.KeyType;
import dev.strongroom.ledger.note.NoteSignature;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.witness.AddCheckpoint;
import dev.strongroom.ledger.witness.WitnessAnswer;
import dev.strongroom.ledger.witness.WitnessClient;
import java.io.BufferedReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The command, and the process that it is.
class WitnessCommandTest {
  private static final String ORIGIN = "log.example/born-later";

  @TempDir private Path folder = Path.of("");
  private String state = "";
  private KeyPair pair;
  private VerifierKey log;

  @BeforeEach
  void makeLog() throws Exception {
    state = folder.resolve("witness").toString();
    pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] key = pair.getPublic().getEncoded();
    log =
        new VerifierKey(
            ORIGIN,
            KeyType.ED25519,
            Bytes.copyOf(Arrays.copyOfRange(key, key.length - 32, key.length)));
  }

  private AddCheckpoint request(Bytes leaf) throws Exception {
    String text = new Checkpoint(ORIGIN, 1, MerkleHash.leaf(leaf), List.of()).text();
    Signature signature = Signature.getInstance("Ed25519");
    signature.initSign(pair.getPrivate());
    Bytes.utf8(text).updateTo(signature);
    NoteSignature line = NoteSignature.of(log, Bytes.copyOf(signature.sign()));
    return AddCheckpoint.of(
        new SignedNote(text, List.of(line)), new ConsistencyProof(0, 1, List.of()));
  }

  @Test
  void makesAKeyOnceAndKeepsIt() throws Exception {
    Run made = Run.of("witness", "key", "--state", state, "--name", "w.example/1");
    assertThat(made.err()).isEmpty();
    assertThat(made.status()).isZero();
    List<VerifierKey> keys = new ArrayList<>();
    for (String line : made.out().lines().toList()) {
      keys.add(VerifierKey.parse(line));
    }
    assertThat(keys)
        .extracting(VerifierKey::type)
        .containsExactly(KeyType.COSIGNATURE_ED25519, KeyType.COSIGNATURE_ML_DSA_44);
    assertThat(keys).allMatch(key -> key.name().equals("w.example/1"));
    assertThat(Run.of("witness", "key", "--state", state)).isEqualTo(made);
    for (String file : List.of("witness.key", "state.sqlite")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(state, file))))
          .isEqualTo("rw-------");
    }
    Run other = Run.of("witness", "key", "--state", state, "--name", "w.example/2");
    assertThat(other.status()).isEqualTo(2);
    assertThat(other.err()).contains("is the key of w.example/1");
  }

  @Test
  void neverSignsWithoutItsMemory() throws Exception {
    assertThat(Run.of("witness", "key", "--state", state, "--name", "w").status()).isZero();
    Files.delete(Path.of(state, "state.sqlite"));
    Run run = Run.of("witness", "--state", state, "--first-use", ORIGIN);
    assertThat(run.status()).isEqualTo(2);
    assertThat(run.err()).contains("is gone: this key mustn't sign any more");
    assertThat(Path.of(state, "state.sqlite")).doesNotExist();
  }

  @Test
  void refusesWrongUsage() throws Exception {
    assertThat(Run.of("witness", "--state", state, "--name", "w").err()).contains("which logs?");
    assertThat(Run.of("witness", "--state", state, "--first-use", ORIGIN).err())
        .contains("needs a --name");
    assertThat(Run.of("witness", "--state", state, "--name", "a b", "--first-use", "o").err())
        .contains("no spaces");
    assertThat(Run.of("witness", "--state", state, "--name", "w", "--log", "x").err())
        .contains("--log: a key is written");
    Path logs = Files.writeString(folder.resolve("logs"), "\nx y\n");
    Run run = Run.of("witness", "--state", state, "--name", "w", "--logs", logs.toString());
    assertThat(run.err()).contains("--logs:", "line 2");
    assertThat(run.status()).isEqualTo(2);
    Run listen =
        Run.of("witness", "--state", state, "--name", "w", "--first-use", "o", "--listen", "no");
    assertThat(listen.status()).isEqualTo(2);
    assertThat(listen.out()).isEmpty();
  }

  @Test
  void servesUntilASignal() throws Exception {
    Process process = start("--name", "w.example", "--first-use", ORIGIN);
    try (BufferedReader reader = process.inputReader();
        HttpClient http = HttpClient.newHttpClient()) {
      List<String> screen = new ArrayList<>();
      do {
        screen.add(String.valueOf(reader.readLine()));
      } while (screen.getLast().startsWith("#"));
      assertThat(screen).anyMatch(line -> line.contains("WHOEVER SIGNS FIRST for " + ORIGIN));
      String[] words = screen.getLast().split(" ", -1);
      assertThat(words).hasSize(4).startsWith("witness", "w.example");
      VerifierKey key = VerifierKey.parse(words[2]);
      AddCheckpoint request = request(Bytes.utf8("leaf"));
      assertThat(ask(http, words[3], request, false).statusCode()).isEqualTo(403);
      HttpResponse<String> answer = ask(http, words[3], request, true);
      assertThat(
              new WitnessClient(List.of(key))
                  .read(request, answer.statusCode(), Bytes.utf8(answer.body())))
          .isInstanceOf(WitnessAnswer.Cosigned.class);
      AddCheckpoint fork = request(Bytes.utf8("other leaf"));
      assertThat(ask(http, words[3], fork, false).statusCode()).isEqualTo(409);
      // SIGTERM.
      process.toHandle().destroy();
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(128 + 15);
      assertThat(process.errorReader().lines())
          .containsExactly(
              "witness: first use: pinned " + log.text(),
              "witness: TWO HISTORIES: " + ORIGIN + " signed two roots for trees of 1 leaves");
    }
    // Closed, not just ended: nothing is left in the write-ahead log.
    assertThat(Path.of(state, "state.sqlite-wal")).doesNotExist();
  }

  private HttpResponse<String> ask(
      HttpClient http, String prefix, AddCheckpoint request, boolean tellsKey) throws Exception {
    HttpRequest.Builder post =
        HttpRequest.newBuilder(URI.create(prefix + WitnessClient.PATH))
            .POST(BodyPublishers.ofByteArray(WitnessClient.body(request).toByteArray()));
    if (tellsKey) {
      post.header(WitnessClient.LOG_KEY_HEADER, log.text());
    }
    return http.send(post.build(), BodyHandlers.ofString());
  }

  private Process start(String... more) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=org.xerial.sqlitejdbc",
                "-Dorg.sqlite.tmpdir=" + folder,
                "-p",
                System.getProperty("jdk.module.path"),
                "-m",
                "dev.strongroom.cli/dev.strongroom.cli.Main",
                "witness",
                "--state",
                state,
                "--listen",
                "127.0.0.1:0"));
    command.addAll(List.of(more));
    return new ProcessBuilder(command).start();
  }
}
