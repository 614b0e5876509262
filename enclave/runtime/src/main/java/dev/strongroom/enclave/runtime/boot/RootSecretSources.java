// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.enclave.runtime.configuration.EnclaveConfiguration;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.HandOver;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Kms;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Quorum;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Simulated;
import dev.strongroom.enclave.runtime.handover.HandOverRootSecret;
import dev.strongroom.enclave.runtime.handover.HostEndorsements;
import dev.strongroom.enclave.runtime.kms.HostedKeptSecret;
import dev.strongroom.enclave.runtime.kms.HostedKms;
import dev.strongroom.enclave.runtime.quorum.QuorumRootSecret;
import dev.strongroom.enclave.runtime.root.Provisioning;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.root.RootSecretSource;
import dev.strongroom.enclave.runtime.simulated.SimulatedState;
import java.io.IOException;
import java.time.Duration;
import java.util.function.Function;

/// Which source of the root secret the measured configuration asks for.
final class RootSecretSources {
  /// How soon a sibling that couldn't be reached is tried again.
  private static final Duration RETRY = Duration.ofSeconds(2);

  private RootSecretSources() {}

  /// For a simulated device, which alone may have its root secret in the open.
  static RootSecretSource simulated(
      EnclaveConfiguration configuration, Function<Provisioning, SimulatedState> state) {
    return switch (configuration.rootSecret()) {
      case Simulated _ ->
          provisioning -> {
            try {
              return state.apply(provisioning).rootSecret(provisioning.random());
            } catch (IOException e) {
              throw new RootSecretException("no simulated root secret: " + e.getMessage(), e);
            }
          };
      case Kms kms -> new HostedKms(kms, configuration.deployment());
      case Quorum quorum -> new QuorumRootSecret(quorum, configuration.deployment());
      case HandOver handOver -> heir(handOver, configuration.deployment());
    };
  }

  /// For hardware: a secret in a file would be the host's.
  static RootSecretSource onHardware(EnclaveConfiguration configuration) {
    return switch (configuration.rootSecret()) {
      case Simulated _ ->
          _ -> {
            throw new RootSecretException("a simulated root secret on a genuine device");
          };
      case Kms kms -> new HostedKms(kms, configuration.deployment());
      case Quorum quorum -> new QuorumRootSecret(quorum, configuration.deployment());
      case HandOver handOver -> heir(handOver, configuration.deployment());
    };
  }

  private static RootSecretSource heir(HandOver handOver, String deployment) {
    RootSecretSource sibling = sibling(handOver, deployment);
    return handOver.keep().isEmpty()
        ? sibling
        : new HostedKeptSecret(
            handOver.keep().get(), deployment, handOver.identityKey().orElseThrow(), sibling);
  }

  private static RootSecretSource sibling(HandOver handOver, String deployment) {
    return provisioning ->
        new HandOverRootSecret(
                handOver,
                deployment,
                Verifier.create(SignatureProvider.fastest(), PathCache.none()),
                new HostEndorsements(provisioning.storage()),
                provisioning.egress()::connect,
                RETRY)
            .obtain(provisioning);
  }
}
