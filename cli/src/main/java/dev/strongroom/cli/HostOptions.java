// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.ContentService;
import dev.strongroom.host.CredentialsService;
import dev.strongroom.host.EgressService;
import dev.strongroom.host.StoreService;
import dev.strongroom.host.WireService;
import dev.strongroom.host.content.OfferedContent;
import dev.strongroom.host.credentials.CredentialsSource;
import dev.strongroom.host.egress.AddressRange;
import dev.strongroom.host.egress.EgressAddresses;
import dev.strongroom.host.store.PostgresSettings;
import dev.strongroom.host.store.PostgresStore;
import dev.strongroom.host.store.SqliteStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What a host is told, whatever kind of enclave it has.
final class HostOptions {
  /// Bytes, on a slow machine: they are hashed, written and loaded.
  private static final long BROUGHT_IN_A_SECOND = 16 << 20;

  /// To load and try out whatever it is.
  private static final Duration LOADING = Duration.ofMinutes(1);

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "8443",
      description = "Where to listen; 0 for any free port. Default: 8443.")
  private int port = 8443;

  @Option(
      names = "--address",
      paramLabel = "ADDRESS",
      description = {
        "Where to listen: an address of this machine, 0.0.0.0 for all of them. TLS ends inside the",
        "enclave, whoever connects. Default: the loopback."
      })
  private @Nullable String listening;

  @Option(
      names = "--postgres",
      paramLabel = "URL",
      description = {
        "Keep the enclave's sealed values in PostgreSQL, such as jdbc:postgresql://HOST/DATABASE;",
        "user and password are taken from PGUSER and PGPASSWORD. Default: SQLite in --state."
      })
  private @Nullable String postgres;

  @Option(
      names = "--egress-to",
      paramLabel = "CIDR",
      description = {
        "Also connect the enclave to these addresses, which aren't public: 10.1.0.0/16. May be",
        "repeated. Default: to public ones only, as far as its measured configuration allows."
      })
  private List<String> egressTo = List.of();

  @Option(
      names = "--aws",
      description = {
        "Hand AWS credentials to the enclave, for KMS: those of the environment (AWS_ACCESS_KEY_ID",
        "and so on), or else of this instance's role."
      })
  private boolean aws;

  @Option(
      names = "--metrics-port",
      paramLabel = "PORT",
      description = {
        "Where to show /metrics, /health/live and /health/ready on the loopback; 0 for any free",
        "port. Default: nowhere."
      })
  private @Nullable Integer metricsPort;

  @Option(
      names = "--offer",
      paramLabel = "FILE",
      description = {
        "Bring this file to the enclave if its measured configuration names its digest, such as a",
        "model's weights. May be repeated."
      })
  private List<Path> offered = List.of();

  private List<OfferedContent> contents = List.of();

  /// Made by the command-line library, which sets the fields.
  HostOptions() {}

  /// Where clients connect.
  InetSocketAddress address() throws UsageException {
    if (listening == null) {
      return loopback(port);
    }
    try {
      return new InetSocketAddress(InetAddress.ofLiteral(listening), port);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--address is an address, not a name");
    }
  }

  Optional<InetSocketAddress> metrics() {
    return Optional.ofNullable(metricsPort).map(HostOptions::loopback);
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /// Offer what was read already.
  void offer(List<OfferedContent> more) {
    contents = List.copyOf(more);
  }

  /// What the enclave finds on the wire: storage in `folder` or elsewhere, egress, files by their
  /// digest, credentials.
  List<WireService> services(Path folder) throws UsageException {
    List<WireService> services = new ArrayList<>();
    services.add(new StoreService(store(folder)));
    services.add(new EgressService(addresses()));
    List<OfferedContent> all = contents();
    if (!all.isEmpty()) {
      services.add(new ContentService(all));
    }
    if (aws) {
      services.add(
          new CredentialsService(
              CredentialsSource.ofThisMachine(System.getenv(), InstantSource.system())));
    }
    return services;
  }

  /// How much longer an enclave may take to start because it fetches what is offered.
  Duration bringing() {
    if (contents.isEmpty() && offered.isEmpty()) {
      return Duration.ZERO;
    }
    long bytes = contents.stream().mapToLong(OfferedContent::length).sum();
    for (Path file : offered) {
      bytes += file.toFile().length();
    }
    return LOADING.plusSeconds(bytes / BROUGHT_IN_A_SECOND);
  }

  private List<OfferedContent> contents() throws UsageException {
    List<OfferedContent> all = new ArrayList<>(contents);
    for (Path file : offered) {
      try {
        all.add(OfferedContent.of(file));
      } catch (IOException e) {
        throw FileProblem.reading(file, e);
      }
    }
    return all;
  }

  private StoreService.Opening store(Path folder) throws UsageException {
    if (postgres == null) {
      return () -> SqliteStore.open(folder.resolve("store.sqlite"));
    }
    String user = System.getenv("PGUSER");
    String password = System.getenv("PGPASSWORD");
    if (user == null || password == null) {
      throw new UsageException("PostgreSQL needs PGUSER and PGPASSWORD");
    }
    PostgresSettings settings =
        PostgresSettings.of(postgres, user, new PostgresSettings.Password(password));
    return () -> PostgresStore.open(settings);
  }

  /// Also connect the enclave to this machine, where its witness is.
  void connectToLoopback() {
    List<String> ranges = new ArrayList<>(egressTo);
    ranges.add("127.0.0.1/32");
    egressTo = List.copyOf(ranges);
  }

  private EgressAddresses addresses() throws UsageException {
    try {
      return new EgressAddresses(egressTo.stream().map(AddressRange::parse).toList());
    } catch (IllegalArgumentException e) {
      throw new UsageException("--egress-to: " + e.getMessage());
    }
  }
}
