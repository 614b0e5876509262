// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.client.AttestedHttpClient;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Which enclave a command talks to, and under which policy.
final class NotaryOptions {
  private static final Duration REATTEST = Duration.ofMinutes(10);
  private static final int REMEMBERED_PATHS = 64;

  @Mixin private final EndorsementOptions endorsements = new EndorsementOptions();

  @Option(
      names = "--at",
      paramLabel = "HOST:PORT",
      defaultValue = "localhost:8443",
      description = "The enclave's address. Default: localhost:8443.")
  private String at = "localhost:8443";

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = {
        "The appraisal policy; nothing is sent to an enclave that it refuses. Default: the one that",
        "strongroom up wrote on this machine."
      })
  private @Nullable Path policy;

  @Option(
      names = "--identity",
      paramLabel = "HEX",
      description =
          "Require the deployment with this identity key; else a stranger's enclave with the same"
              + " image is accepted too.")
  private @Nullable String identity;

  /// Made by the command-line library, which sets the fields.
  NotaryOptions() {}

  /// The address, as it was given.
  String address() {
    return at;
  }

  /// Where it is reached.
  URI server() throws UsageException {
    return server(at);
  }

  /// Where the enclave with this address is reached.
  static URI server(String at) throws UsageException {
    HostAndPort address = HostAndPort.parse(at);
    String host = address.host().contains(":") ? "[" + address.host() + "]" : address.host();
    try {
      return URI.create("https://" + host + ":" + address.port() + "/");
    } catch (IllegalArgumentException e) {
      throw new UsageException("'" + at + "' isn't an address such as localhost:8443");
    }
  }

  /// The policy, and where it is from if nobody named it.
  AppraisalPolicy policy(Console console) throws UsageException {
    return policy != null ? PolicyReader.read(policy) : policyOfUp(console);
  }

  /// The file of the policy, which is read once to make sure that it is one.
  Path policyFile(Console console) throws UsageException {
    AppraisalPolicy _ = policy(console);
    return policy != null ? policy : StateFolder.ordinary().resolve("policy.json");
  }

  /// What evidence is judged with.
  Endorsements endorsements() throws UsageException {
    return endorsements.read();
  }

  /// The files of endorsements, each of which is read once to make sure that it is one.
  List<Path> endorsementFiles() throws UsageException {
    return endorsements.files();
  }

  /// The deployment's key, if one is required.
  Optional<Bytes> identity() throws UsageException {
    return identity == null
        ? Optional.empty()
        : Optional.of(Hex.exactly("--identity", identity, 32));
  }

  /// The policy that `up` wrote on this machine; says so.
  static AppraisalPolicy policyOfUp(Console console) throws UsageException {
    Path ofUp = StateFolder.ordinary().resolve("policy.json");
    if (!Files.exists(ofUp)) {
      throw new UsageException(
          "which enclave is to be trusted? --policy FILE says so (there is none of strongroom up"
              + " on this machine: "
              + ofUp
              + ")");
    }
    console.err().println("policy: " + ofUp + ", which strongroom up wrote");
    console.err().flush();
    return PolicyReader.read(ofUp);
  }

  /// The policy for receipts that `up` wrote, if its enclave is the one that is meant.
  Optional<Path> receiptPolicyOfUp() {
    Path ofUp = StateFolder.ordinary().resolve("receipt-policy.json");
    return policy == null && Files.exists(ofUp) ? Optional.of(ofUp) : Optional.empty();
  }

  /// A client that accepts what the policy accepts.
  AttestedHttpClient connect(Console console, AppraisalPolicy appraisal) throws UsageException {
    return AttestedHttpClient.create(
        new ServerAppraisal(
            new ChannelPolicy(appraisal, endorsements.read(), identity(), false, REATTEST),
            verifier(),
            console.clock()));
  }

  static Verifier verifier() {
    return Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(REMEMBERED_PATHS));
  }
}
