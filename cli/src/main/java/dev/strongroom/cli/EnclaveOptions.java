// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.AttestedConnector;
import dev.strongroom.channel.ChannelPolicy;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which enclave a ceremony's command talks to, and under which policy.
final class EnclaveOptions {
  private static final Duration REACH = Duration.ofSeconds(10);
  private static final Duration REATTEST = Duration.ofMinutes(5);

  @Parameters(paramLabel = "HOST:PORT", description = "The enclave's address.")
  private String address = "";

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      required = true,
      description = "The appraisal policy; nothing is sent to an enclave that it refuses.")
  private Path policy = Path.of("");

  @Mixin private final EndorsementOptions endorsements = new EndorsementOptions();

  /// Made by the command-line library, which sets the fields.
  EnclaveOptions() {}

  String address() {
    return address;
  }

  /// A verified connection. The hardware signs its nonce: a ceremony is worth the time.
  ///
  /// @param identityKey the deployment's; empty: while there is no root secret, there is none
  AttestedConnection connect(Console console, Optional<Bytes> identityKey)
      throws UsageException, IOException {
    HostAndPort server = HostAndPort.parse(address);
    return new AttestedConnector(
            new ChannelPolicy(
                PolicyReader.read(policy), endorsements.read(), identityKey, true, REATTEST),
            Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(8)),
            console.clock())
        .connect(server.host(), server.port(), REACH);
  }
}
