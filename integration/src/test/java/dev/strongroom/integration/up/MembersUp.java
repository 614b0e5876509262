// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.up;

import dev.strongroom.host.fixtures.TestPostgres;
import dev.strongroom.host.store.PostgresSettings;
import dev.strongroom.integration.notary.TestWitness;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Several hosts on this machine, each with an enclave in a process of its own: one measured
/// configuration, one root secret, one PostgreSQL and one witness. Each host's way to PostgreSQL
/// can be cut.
public final class MembersUp implements AutoCloseable {
  private final Path folder;
  private final ProcessBuilder.Redirect errors;
  private final PostgresSettings store;
  private final TestWitness witness;
  private final List<CutLine> lines = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();
  private final List<Member> all = new ArrayList<>();

  private MembersUp(
      Path folder, ProcessBuilder.Redirect errors, PostgresSettings store, TestWitness witness) {
    this.folder = folder;
    this.errors = errors;
    this.store = store;
    this.witness = witness;
  }

  /// Starts them. The first writes.
  ///
  /// @param folder empty, for all that they keep
  /// @param errors where their standard error goes
  public static MembersUp start(Path folder, int count, ProcessBuilder.Redirect errors)
      throws Exception {
    MembersUp members =
        new MembersUp(
            folder, errors, TestPostgres.running().newDatabase(), TestWitness.start(folder));
    try {
      for (int i = 0; i < count; i++) {
        members.ports.add(freePort());
        members.lines.add(CutLine.to(port(members.store)));
      }
      members.configure();
      for (int i = 0; i < count; i++) {
        if (i > 0) {
          members.alike(i);
        }
        UpProcess up = members.launched(i);
        members.all.add(new Member(up, up.client()));
      }
      return members;
    } catch (Exception e) {
      members.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static int port(PostgresSettings store) {
    return URI.create(store.url().substring("jdbc:".length())).getPort();
  }

  private void configure() throws IOException {
    String at =
        ports.stream().map(port -> "\"127.0.0.1:" + port + "\"").collect(Collectors.joining(","));
    String ledger = String.valueOf(witness.settings().services().get("ledger"));
    Files.writeString(
        configuration(),
        """
        {"version":1,"deployment":"members","rootSecret":{"source":"simulated"},
         "egress":["%s",%s],
         "settings":{"ledger":%s,"members":{"at":[%s],"patience":"PT2S"}}}}
        """
            .formatted(
                witness.settings().egress().getFirst(),
                at,
                ledger.substring(0, ledger.lastIndexOf('}')),
                at));
  }

  private Path configuration() {
    return folder.resolve("enclave.json");
  }

  private Path state(int which) {
    return folder.resolve("host-" + which);
  }

  /// All simulated machines are of one maker, and have one root secret.
  private void alike(int which) throws IOException {
    Path target = Files.createDirectories(state(which).resolve("simulated"));
    try (Stream<Path> files = Files.list(state(0).resolve("simulated"))) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(file.getFileName()));
      }
    }
  }

  private UpProcess launched(int which) throws IOException {
    String url = store.url().replace(":" + port(store) + "/", ":" + lines.get(which).port() + "/");
    ProcessBuilder command =
        CommandLine.process(
            "up",
            "--port",
            String.valueOf(ports.get(which)),
            "--state",
            state(which).toString(),
            "--configuration",
            configuration().toString(),
            "--postgres",
            url,
            "--egress-to",
            "127.0.0.0/8");
    command.environment().put("PGUSER", store.user());
    command.environment().put("PGPASSWORD", store.password().value());
    command.redirectError(errors);
    return UpProcess.started(command, state(which));
  }

  /// Starts a host again that ended, at its old place, with the client that it had.
  public void restart(int which) throws IOException {
    all.set(which, new Member(launched(which), all.get(which).client()));
  }

  /// One of them.
  public Member member(int which) {
    return all.get(which);
  }

  /// Its host's way to PostgreSQL.
  public CutLine line(int which) {
    return lines.get(which);
  }

  /// Who cosigns.
  public TestWitness witness() {
    return witness;
  }

  @Override
  public void close() throws IOException {
    all.forEach(Member::close);
    for (CutLine line : lines) {
      line.close();
    }
    witness.close();
  }
}
