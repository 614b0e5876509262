// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.client.log.FolderLog;
import dev.strongroom.client.log.HttpLog;
import dev.strongroom.client.log.LogReader;
import dev.strongroom.ledger.MalformedLedgerException;
import dev.strongroom.ledger.note.VerifierKey;
import dev.strongroom.ledger.witness.WitnessQuorum;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which log, from where, and what is known of it.
final class LogOptions {
  private static final Duration REATTEST = Duration.ofMinutes(10);
  private static final Duration REACH = Duration.ofSeconds(10);

  /// What clocks may differ by.
  private static final Duration SKEW = Duration.ofMinutes(5);

  @Parameters(
      paramLabel = "LOG",
      description = {
        "HOST:PORT of an enclave; http://, https:// or file:// of a mirror, or its folder."
      })
  private String log = "";

  @Mixin private final EndorsementOptions endorsements = new EndorsementOptions();

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = {
        "An appraisal policy for the evidence of epochs; repeated, one of them has to accept each.",
        "The first is for the connection too. Default, without --key: the one that strongroom up",
        "wrote on this machine."
      })
  private List<Path> policies = List.of();

  @Option(
      names = "--key",
      paramLabel = "VKEY",
      description = "The log's key, NAME+ID+KEY. Default: the one that accepted evidence binds.")
  private @Nullable String key;

  @Option(
      names = "--witness",
      paramLabel = "VKEY",
      description = "A witness that has to have cosigned (repeatable; keys of one name are one).")
  private List<String> witnesses = List.of();

  @Option(
      names = "--quorum",
      paramLabel = "N",
      description = "How many of the witnesses have to have cosigned. Default: all.")
  private @Nullable Integer quorum;

  @Option(
      names = "--insecure-transport",
      description = {
        "Read from HOST:PORT without checking whose server it is. What is read is checked all the",
        "same; only who reads what, others may see."
      })
  private boolean insecure;

  /// Made by the command-line library, which sets the fields.
  LogOptions() {}

  /// A log that can be read.
  ///
  /// @param connection to be closed
  record Opened(LogReader reader, AutoCloseable connection) implements AutoCloseable {
    @Override
    public void close() {
      try {
        connection.close();
      } catch (Exception e) {
        throw new IllegalStateException("a connection can't be closed", e);
      }
    }
  }

  /// Where the log is, as it was given.
  String name() {
    return log;
  }

  /// The log's key, if it was given.
  Optional<VerifierKey> key() throws UsageException {
    return key == null ? Optional.empty() : Optional.of(parsed("--key", key));
  }

  /// The witnesses.
  WitnessQuorum witnesses() throws UsageException {
    List<VerifierKey> keys = new ArrayList<>();
    for (String text : witnesses) {
      keys.add(parsed("--witness", text));
    }
    Set<String> names = keys.stream().map(VerifierKey::name).collect(Collectors.toSet());
    try {
      return WitnessQuorum.of(quorum == null ? names.size() : quorum, keys);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--witness: " + e.getMessage());
    }
  }

  /// No cosignature may say a later time.
  Instant latest(Console console) {
    return console.clock().instant().plus(SKEW);
  }

  private static VerifierKey parsed(String option, String text) throws UsageException {
    try {
      return VerifierKey.parse(text);
    } catch (MalformedLedgerException e) {
      throw new UsageException(option + ": " + e.getMessage());
    }
  }

  /// The policies that were given, or the one of `up`; none if there is a key instead.
  List<AppraisalPolicy> policies(Console console) throws UsageException {
    List<AppraisalPolicy> read = new ArrayList<>();
    for (Path policy : policies) {
      read.add(PolicyReader.read(policy));
    }
    if (read.isEmpty() && key == null) {
      read.add(NotaryOptions.policyOfUp(console));
    }
    return read;
  }

  /// Opens the log; nothing is read yet.
  ///
  /// @param accepted as [#policies] gives them
  Opened open(Console console, List<AppraisalPolicy> accepted) throws UsageException {
    if (log.startsWith("http://") || log.startsWith("https://")) {
      HttpClient http = HttpClient.newBuilder().connectTimeout(REACH).build();
      return new Opened(new LogReader(HttpLog.plain(http, prefix(log))), http);
    }
    Path folder = log.startsWith("file://") ? Path.of(uri(log)) : Path.of(log);
    if (log.startsWith("file://") || Files.isDirectory(folder)) {
      return new Opened(new LogReader(new FolderLog(folder)), () -> {});
    }
    URI prefix = NotaryOptions.server(log).resolve("/v1/log/");
    if (insecure) {
      HttpClient http =
          HttpClient.newBuilder()
              .connectTimeout(REACH)
              .sslContext(AnyCertificate.context())
              .build();
      return new Opened(new LogReader(HttpLog.plain(http, prefix)), http);
    }
    if (accepted.isEmpty()) {
      throw new UsageException(
          log
              + ": whose server is it? --policy FILE says so, or --insecure-transport that it"
              + " doesn't matter");
    }
    AttestedHttpClient http =
        AttestedHttpClient.create(
            new ServerAppraisal(
                new ChannelPolicy(
                    accepted.getFirst(), endorsements.read(), Optional.empty(), false, REATTEST),
                NotaryOptions.verifier(),
                console.clock()));
    return new Opened(new LogReader(HttpLog.attested(http, prefix)), http);
  }

  private static URI prefix(String text) throws UsageException {
    return uri(text.endsWith("/") ? text : text + "/");
  }

  private static URI uri(String text) throws UsageException {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new UsageException("'" + text + "' isn't an address");
    }
  }
}
