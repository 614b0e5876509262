// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.witness.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.Signatures;
import dev.strongroom.ledger.note.SignedNote;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.witness.AddCheckpoint;
import dev.strongroom.ledger.witness.WitnessAnswer;
import dev.strongroom.ledger.witness.WitnessClient;
import dev.strongroom.witness.TestLog;
import dev.strongroom.witness.WitnessKeyFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kills a witness's process by SIGKILL while logs and liars ask it, again and again. Whatever it
/// ever cosigned must bind it afterwards.
class KillTest {
  private static final int LOGS = 4;
  private static final int KILLS = Integer.getInteger("strongroom.kills", 4);

  @TempDir private Path folder = Path.of("");
  private final List<TestLog> logs = new ArrayList<>();
  private final AtomicInteger cosigned = new AtomicInteger();

  /// What the witness has vouched for: the root of each log's tree of each size.
  private final Map<String, Bytes> roots = new ConcurrentHashMap<>();

  /// The largest size that it has vouched for, and the latest time.
  private final Map<String, Long> sizes = new ConcurrentHashMap<>();

  private final Map<String, Instant> times = new ConcurrentHashMap<>();

  @Test
  void whatWasCosignedBindsItAfterwards() throws Exception {
    for (int i = 0; i < LOGS; i++) {
      logs.add(TestLog.of("log.example/" + i));
    }
    Path list = folder.resolve("logs");
    Files.writeString(
        list, logs.stream().map(log -> log.key().text() + "\n").collect(Collectors.joining()));
    for (int kill = 0; kill < KILLS; kill++) {
      Process process = start(list);
      try (BufferedReader reader = process.inputReader();
          var executor = Executors.newVirtualThreadPerTaskExecutor()) {
        InetSocketAddress address =
            new InetSocketAddress(
                InetAddress.getLoopbackAddress(), Integer.parseInt(reader.readLine()));
        VerifierKey key = key();
        List<Future<?>> all = new ArrayList<>();
        for (TestLog log : logs) {
          all.add(executor.submit(() -> grow(address, key, log)));
          // The same key, another history. Whichever comes first, the other must never win.
          all.add(executor.submit(() -> grow(address, key, log.forked(0))));
        }
        Thread.sleep(300 + 150L * (kill % 8));
        process.toHandle().destroyForcibly();
        for (Future<?> future : all) {
          future.get();
        }
      }
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).as("killed by SIGKILL").isEqualTo(128 + 9);
    }
    assertThat(cosigned.get()).isGreaterThan(KILLS * LOGS);
    System.err.println("witness: " + cosigned + " cosignatures over " + KILLS + " kills");
  }

  private VerifierKey key() throws Exception {
    try (var keys = WitnessKeyFile.read(folder.resolve("key.json"), new SecureRandom())) {
      return keys.verifierKeys().getFirst();
    }
  }

  /// Pushes one history until the connection breaks.
  private Void grow(InetSocketAddress address, VerifierKey key, TestLog history) {
    WitnessClient client = new WitnessClient(List.of(key));
    long last = 0;
    try (RawHttp http = new RawHttp(address)) {
      while (true) {
        AddCheckpoint request = history.request(last, last + 1);
        long vouched = sizes.getOrDefault(history.origin(), 0L);
        RawHttp.Answer answer = http.post(WitnessClient.PATH, request.encoded());
        switch (client.read(request, answer.status(), Bytes.utf8(answer.body()))) {
          case WitnessAnswer.Cosigned _ -> {
            last++;
            note(request, answer.body(), key, vouched);
          }
          case WitnessAnswer.Behind behind -> last = behind.size();
          case WitnessAnswer.Ahead ahead -> last = ahead.size();
          case WitnessAnswer.Forked forked -> last = forked.size();
          // The other history was first. This one goes on trying.
          case WitnessAnswer.Refused refused ->
              assertThat(refused.status()).as(refused.reason()).isEqualTo(422);
          case WitnessAnswer.Malformed malformed -> assertThat(malformed).isNull();
        }
      }
    } catch (IOException e) {
      return null;
    }
  }

  private void note(AddCheckpoint request, String lines, VerifierKey key, long vouched)
      throws IOException {
    cosigned.incrementAndGet();
    String origin = request.checkpoint().origin();
    long size = request.checkpoint().size();
    assertThat(size).as("never goes back").isGreaterThanOrEqualTo(vouched);
    Bytes root = request.checkpoint().root();
    assertThat(roots.merge(origin + " " + size, root, (was, _) -> was))
        .as("one root for each size")
        .isEqualTo(root);
    sizes.merge(origin, size, Math::max);
    SignedNote note;
    try {
      note = request.note().with(SignedNote.signatures(lines));
    } catch (MalformedLedgerException e) {
      throw new IOException(e);
    }
    Instant time = Signatures.verify(note, key).orElseThrow().time().orElseThrow();
    Instant before = times.get(origin + " " + (size - 1));
    times.put(origin + " " + size, time);
    if (before != null) {
      assertThat(time).as("time never goes back").isAfterOrEqualTo(before);
    }
  }

  private Process start(Path list) throws Exception {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElse("java"),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xshare:auto",
            "--enable-native-access=ALL-UNNAMED",
            // Else each kill leaves a library behind.
            "-Dorg.sqlite.tmpdir=" + folder,
            "-cp",
            ClassPath.ofTests(),
            KillTarget.class.getName(),
            folder.toString(),
            list.toString())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }
}
