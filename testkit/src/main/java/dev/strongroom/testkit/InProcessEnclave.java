// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.testkit;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.boot.RunningEnclave;
import dev.strongroom.enclave.runtime.configuration.EnclaveConfiguration;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.root.RootSecretSource;
import dev.strongroom.enclave.runtime.simulated.SimulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import dev.strongroom.enclave.runtime.simulated.SimulatedState;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Collectors;

/// One boot of an enclave in this process. The only place that knows how an enclave is put
/// together.
final class InProcessEnclave implements AutoCloseable {
  private static final Duration AGE = Duration.ofMinutes(5);

  private final RunningEnclave running;
  private final ControlPort control;
  private final StoragePort storage;
  private final EgressPort egress;
  private final Path socket;
  private final ChannelPolicy policy;
  private final String policyText;

  private InProcessEnclave(
      RunningEnclave running,
      ControlPort control,
      StoragePort storage,
      EgressPort egress,
      Path socket,
      ChannelPolicy policy,
      String policyText) {
    this.running = running;
    this.control = control;
    this.storage = storage;
    this.egress = egress;
    this.socket = socket;
    this.policy = policy;
    this.policyText = policyText;
  }

  /// Boots an enclave; returns once it serves requests.
  ///
  /// @param settings for its measured configuration
  /// @param wireFolder for the sockets of this boot; empty
  /// @param vendorFolder for the simulated hardware maker's root; made if missing
  /// @param stateFolder for the root secret and the store of the deployment; made if missing
  /// @throws IOException if it can't start
  static InProcessEnclave boot(
      Service service,
      EnclaveSettings settings,
      Path wireFolder,
      Path vendorFolder,
      Path stateFolder)
      throws IOException {
    EnclaveConfiguration configuration = configuration(settings);
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    UnixWire wire = new UnixWire(wireFolder);
    SimulatedState vendor = SimulatedState.in(vendorFolder);
    RootSecretSource secret = source(SimulatedState.in(stateFolder));
    SimulatedImage image =
        SimulatedImage.of(
            MeasuredCode.runtime(), MeasuredCode.of(service.getClass()), configuration.text());
    SimulatedDevice device =
        new SimulatedDevice(image, vendor.root(clock.instant(), random), clock, random);
    ControlPort control = ControlPort.listen(wireFolder);
    StoragePort storage = StoragePort.listen(wireFolder, stateFolder.resolve("store.sqlite"));
    EgressPort egress = EgressPort.listen(wireFolder);
    boolean booted = false;
    try {
      RunningEnclave running =
          RunningEnclave.start(
              new RunningEnclave.Parts(
                  wire, device, configuration, secret, service, clock, random));
      String policyText = policyText(image, device);
      ChannelPolicy policy = policy(policyText, running.state().identityKey().orElseThrow());
      booted = true;
      return new InProcessEnclave(
          running, control, storage, egress, wire.enclaveSocket(Wire.SERVICE), policy, policyText);
    } catch (RootSecretException e) {
      throw new IOException("no root secret", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while the enclave started");
    } finally {
      if (!booted) {
        egress.close();
        storage.close();
        control.close();
      }
    }
  }

  private static EnclaveConfiguration configuration(EnclaveSettings settings) {
    try {
      return EnclaveConfiguration.parse(settings.configuration());
    } catch (MalformedJsonException e) {
      throw new IllegalArgumentException("the enclave's settings: " + e.getMessage(), e);
    }
  }

  private static RootSecretSource source(SimulatedState state) {
    return provisioning -> {
      try {
        return state.rootSecret(provisioning.random());
      } catch (IOException e) {
        throw new RootSecretException("no simulated root secret: " + e.getMessage(), e);
      }
    };
  }

  /// As a file says it, so that clients which read one are told the same.
  private static String policyText(SimulatedImage image, SimulatedDevice device) {
    String pcrs =
        image.pcrs().entrySet().stream()
            .map(pcr -> "\"pcr" + pcr.getKey() + "\": \"" + pcr.getValue().hex() + "\"")
            .collect(Collectors.joining(", "));
    return """
    {
      "version": 1,
      "kind": "nitro-enclave",
      "comment": "For one enclave of a test: SIMULATED, not protected by hardware.",
      "anchors": [{ "name": "the test's simulated root", "sha256": "%s", "simulated": true }],
      "image": { "require": [{ "name": "the service under test", %s }] },
      "signer": { "ignore": "a simulated image isn't signed" },
      "role": { "ignore": "a simulated enclave has none" },
      "instance": { "ignore": "a simulated enclave has none" },
      "nonce": { "ignore": "the channel has its own" },
      "publicKey": { "require": true },
      "userData": { "require": true },
      "age": { "require": "%s" }
    }
    """
        .formatted(sha256(device.root()).hex(), pcrs, AGE);
  }

  private static ChannelPolicy policy(String text, Bytes identity) {
    try {
      return new ChannelPolicy(PolicyFile.parse(text), Optional.of(identity), false, AGE);
    } catch (MalformedPolicyException e) {
      throw new IllegalStateException("the test's own policy: " + e.getMessage(), e);
    }
  }

  private static Bytes sha256(Bytes bytes) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /// Where it listens.
  Path socket() {
    return socket;
  }

  /// Accepts it and no other.
  ChannelPolicy policy() {
    return policy;
  }

  /// The appraisal part of [#policy], as a file.
  String policyText() {
    return policyText;
  }

  /// Connects as the host does.
  static SocketChannel open(Path socket) throws IOException {
    return SocketChannel.open(UnixDomainSocketAddress.of(socket));
  }

  /// Ends it; requests in flight get a moment to finish.
  @Override
  public void close() {
    running.close();
    egress.close();
    storage.close();
    control.close();
  }
}
