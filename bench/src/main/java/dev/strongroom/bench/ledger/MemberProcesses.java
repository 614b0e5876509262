// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.ledger;

import dev.strongroom.host.store.PostgresSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Several hosts on this machine, each with an enclave of one measured configuration, one root
/// secret and one database.
record MemberProcesses(List<UpProcess> all) implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(10);

  /// Copies the list.
  MemberProcesses {
    all = List.copyOf(all);
  }

  /// Starts them; the first writes.
  static MemberProcesses start(Path folder, int count, PostgresSettings store) throws IOException {
    List<Integer> ports = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        ports.add(free.getLocalPort());
      }
    }
    Path configuration = Files.writeString(folder.resolve("enclave.json"), configuration(ports));
    List<UpProcess> all = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        if (i > 0) {
          alike(folder.resolve("0"), folder.resolve(String.valueOf(i)));
        }
        all.add(
            UpProcess.startAt(
                ports.get(i),
                folder.resolve(String.valueOf(i)),
                Map.of("PGUSER", store.user(), "PGPASSWORD", store.password().value()),
                "--configuration",
                configuration.toString(),
                "--postgres",
                store.url(),
                "--egress-to",
                "127.0.0.0/8"));
      }
      return new MemberProcesses(all);
    } catch (IOException | RuntimeException e) {
      all.forEach(UpProcess::close);
      throw e;
    }
  }

  private static String configuration(List<Integer> ports) {
    String at =
        ports.stream().map(port -> "\"127.0.0.1:" + port + "\"").collect(Collectors.joining(","));
    return """
    {"version":1,"deployment":"members","rootSecret":{"source":"simulated"},"egress":[%s],
     "settings":{"ledger":{"origin":"example.com/members","quorum":0,
       "members":{"at":[%s]}}}}
    """
        .formatted(at, at);
  }

  /// All simulated machines are of one maker, and have one root secret.
  private static void alike(Path from, Path to) throws IOException {
    Path target = Files.createDirectories(to.resolve("simulated"));
    try (Stream<Path> files = Files.list(from.resolve("simulated"))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
  }

  /// Kills the first host's enclave and its host, as if its machine had died.
  void killWriter() {
    List<ProcessHandle> victims =
        Stream.concat(
                Stream.of(all.getFirst().process().toHandle()),
                all.getFirst().process().descendants())
            .toList();
    victims.forEach(ProcessHandle::destroyForcibly);
  }

  @Override
  public void close() {
    all.forEach(UpProcess::close);
  }
}
