// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.channel;

import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.bench.channel.Client.Opening;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What 1,000 idle connections hold: client, host and enclave together, in one process.
public final class IdleReport {
  private static final int CONNECTIONS = 1000;

  private IdleReport() {}

  /// Prints the report.
  public static void run() throws Exception {
    try (Deployment deployment = Deployment.start(SignatureProvider.fastest().remembering(64))) {
      Opening plain = () -> Client.plain(deployment.port());
      Opening attested = () -> Client.attested(deployment);
      held(plain, 100);
      held(attested, 100);
      Memory baseline = held(plain, CONNECTIONS);
      Memory ours = held(attested, CONNECTIONS);
      System.out.printf(
          "idle, %d connections, client + host + enclave: plain TLS %.1f MiB heap, %.1f MiB"
              + " resident; attested %.1f MiB heap, %.1f MiB resident; ratio of heap %.2f%n",
          CONNECTIONS,
          baseline.heap(),
          baseline.resident(),
          ours.heap(),
          ours.resident(),
          ours.heap() / baseline.heap());
    }
  }

  /// In MiB.
  private record Memory(double heap, double resident) {
    static Memory now() throws Exception {
      for (int i = 0; i < 3; i++) {
        System.gc();
        Thread.sleep(200);
      }
      Runtime runtime = Runtime.getRuntime();
      return new Memory(
          (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0, residentKib() / 1024.0);
    }

    private static long residentKib() throws IOException {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    }
  }

  private static Memory held(Opening opening, int count) throws Exception {
    Memory before = Memory.now();
    List<Client> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Client client = opening.open();
      client.ask();
      clients.add(client);
    }
    Memory after = Memory.now();
    for (Client client : clients) {
      client.close();
    }
    return new Memory(after.heap() - before.heap(), after.resident() - before.resident());
  }
}
