// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verdict;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.AttestedConnector;
import dev.strongroom.channel.ChannelException;
import dev.strongroom.channel.ChannelPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `strongroom connect`: is it the enclave that I want, at the other end of this connection?
@Command(
    name = "connect",
    description = {
      "Connects over the attested channel and shows the verdict on that very connection.",
      "",
      "With --listen it stays and forwards local connections, each over an attested channel of its"
          + " own, so that any program speaks to the enclave through a checked channel."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom connect enclave.example:443 --policy policy.json",
      "  strongroom connect enclave.example:443 --policy policy.json --listen 127.0.0.1:8080",
      "  curl http://127.0.0.1:8080/   (in another terminal)",
      "",
      "Exit status: 0 accepted, 1 refused, 2 unreachable or wrong usage."
    })
final class ConnectCommand implements Callable<Integer> {
  private static final Duration REACH = Duration.ofSeconds(10);

  private final Console console;

  @Parameters(paramLabel = "HOST:PORT", description = "The enclave's address.")
  private String address = "";

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      required = true,
      description = "The appraisal policy.")
  private Path policy = Path.of("");

  @Mixin private final EndorsementOptions endorsements = new EndorsementOptions();

  @Option(
      names = "--identity",
      paramLabel = "HEX",
      description =
          "Require the deployment with this identity key; else a stranger's enclave with the same"
              + " image is accepted too.")
  private @Nullable String identity;

  @Option(
      names = "--fresh",
      description = "Have the hardware sign this connection's nonce, not only the attestation key.")
  private boolean fresh;

  @Option(
      names = "--reattest",
      paramLabel = "DURATION",
      defaultValue = "10m",
      converter = AgeConverter.class,
      description = "Use a connection no longer than this. Default: 10m.")
  private Duration reattest = Duration.ofMinutes(10);

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS:PORT",
      description = "Forward connections made to this local address.")
  private @Nullable String listen;

  ConnectCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    HostAndPort server = HostAndPort.parse(address);
    HostAndPort local = listen == null ? null : HostAndPort.parse(listen);
    AttestedConnector connector = connector();
    try (AttestedConnection connection = connector.connect(server.host(), server.port(), REACH)) {
      report(connection.verified().verdict());
      console.out().println("  identity    " + connection.keys().identityKey().hex());
      console.out().flush();
    } catch (ChannelException e) {
      e.verdict().ifPresent(this::report);
      console.out().println("  NOT CONNECTED  " + Printable.of(e.getMessage()));
      return ExitStatus.REFUSED;
    } catch (IOException e) {
      throw new UsageException(address + " can't be reached: " + e.getMessage());
    }
    if (local != null) {
      AttestedProxy.run(local, server, connector, console);
    }
    return ExitStatus.ACCEPTED;
  }

  private AttestedConnector connector() throws UsageException {
    AppraisalPolicy appraisal = PolicyReader.read(policy);
    Bytes pinned = identity == null ? null : Hex.exactly("--identity", identity, 32);
    return new AttestedConnector(
        new ChannelPolicy(
            appraisal, endorsements.read(), Optional.ofNullable(pinned), fresh, reattest),
        Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(64)),
        console.clock());
  }

  private void report(Verdict verdict) {
    new TextReport(console).verdict(address, verdict);
  }
}
