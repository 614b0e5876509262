// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.ReferenceValues;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.enclave.inference.InferenceService;
import dev.strongroom.enclave.runtime.boot.RunningEnclave;
import dev.strongroom.enclave.runtime.configuration.EnclaveConfiguration;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.simulated.SimulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import dev.strongroom.enclave.runtime.simulated.SimulatedState;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import dev.strongroom.host.egress.AddressRange;
import dev.strongroom.host.egress.EgressAddresses;
import dev.strongroom.host.egress.EgressLimits;
import dev.strongroom.host.egress.EgressServer;
import dev.strongroom.host.forward.TcpForwarder;
import dev.strongroom.host.storage.StorageServer;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.host.wire.LinkServer;
import dev.strongroom.host.wire.Port;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A gateway in a SIMULATED enclave in this process, over a real wire with the host's own servers;
/// its clock is the test's.
final class GatewayEnclave implements AutoCloseable {
  private static final Duration AGE = Duration.ofMinutes(5);

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Queue<String> said = new ConcurrentLinkedQueue<>();
  private final InstantSource clock;
  private final ChannelPolicy policy;
  private final int port;
  private final SqliteStore store;

  /// Starts it; returns once it serves requests.
  ///
  /// @param folder for sockets and state; short, and empty
  /// @param inference its settings
  /// @param egress where it may connect to
  /// @param content what the host brings on port 7004
  GatewayEnclave(
      Path folder, InstantSource clock, String inference, List<String> egress, LinkServer content)
      throws Exception {
    this.clock = clock;
    boolean started = false;
    try {
      dev.strongroom.host.wire.UnixWire host = new dev.strongroom.host.wire.UnixWire(folder);
      store = SqliteStore.open(folder.resolve("store.sqlite"));
      opened.push(store);
      EgressServer out =
          EgressServer.create(
              new EgressAddresses(List.of(AddressRange.parse("127.0.0.0/8"))),
              EgressLimits.standard());
      opened.push(out);
      opened.push(host.listen(Port.EGRESS, out));
      opened.push(host.listen(Port.STORAGE, new StorageServer(store)));
      opened.push(host.listen(Port.CONTENT, content));
      opened.push(
          host.listen(
              Port.CONTROL,
              link -> said.add(new String(link.input().readAllBytes(), StandardCharsets.UTF_8))));
      Bytes configuration = configuration(inference, egress);
      UnixWire wire = new UnixWire(folder);
      SecureRandom random = new SecureRandom();
      SimulatedState state = SimulatedState.in(folder.resolve("state"));
      SimulatedImage image = SimulatedImage.of(List.of(), List.of(), configuration);
      SimulatedDevice device =
          new SimulatedDevice(image, state.root(clock.instant(), random), clock, random);
      RunningEnclave running =
          RunningEnclave.start(
              new RunningEnclave.Parts(
                  wire,
                  device,
                  EnclaveConfiguration.parse(configuration),
                  provisioning -> secret(state, provisioning.random()),
                  new InferenceService(),
                  clock,
                  random));
      opened.push(running);
      policy = policy(image, device, running.state().identityKey().orElseThrow());
      Path socket = wire.enclaveSocket(Wire.SERVICE);
      TcpForwarder forwarder =
          TcpForwarder.start(
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              () -> SocketChannel.open(UnixDomainSocketAddress.of(socket)));
      opened.push(forwarder);
      port = forwarder.address().getPort();
      started = true;
    } finally {
      if (!started) {
        close();
      }
    }
  }

  private static Bytes configuration(String inference, List<String> egress) {
    return Bytes.utf8(
        """
        {"version":1,"deployment":"attacked","rootSecret":{"source":"simulated"},%s
         "settings":{"ledger":{"origin":"example.com/log","quorum":0},"inference":%s}}
        """
            .formatted(
                egress.isEmpty()
                    ? ""
                    : "\"egress\":["
                        + String.join(",", egress.stream().map(way -> '"' + way + '"').toList())
                        + "],",
                inference));
  }

  private static dev.strongroom.enclave.runtime.keys.RootSecret secret(
      SimulatedState state, SecureRandom random) throws RootSecretException {
    try {
      return state.rootSecret(random);
    } catch (IOException e) {
      throw new RootSecretException("no simulated root secret", e);
    }
  }

  private static ChannelPolicy policy(SimulatedImage image, SimulatedDevice device, Bytes identity)
      throws Exception {
    Bytes root =
        Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(device.root().toByteArray()));
    NitroPolicy appraisal =
        NitroPolicy.builder()
            .anchor(new TrustAnchor("SIMULATED", root, true))
            .requireImage(List.of(new ReferenceValues("the gateway", image.pcrs())))
            .ignoreSigner("simulated")
            .ignoreRole("simulated")
            .ignoreInstance("simulated")
            .ignoreNonce("the channel has its own")
            .requirePublicKey()
            .requireUserData()
            .requireAge(AGE)
            .build();
    return new ChannelPolicy(appraisal, Optional.of(identity), false, AGE);
  }

  /// Where the host listens for clients.
  int port() {
    return port;
  }

  /// Accepts this gateway and no other.
  ChannelPolicy policy() {
    return policy;
  }

  /// Judges by [#policy] and the test's clock.
  ServerAppraisal appraisal() {
    return new ServerAppraisal(
        policy, Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(8)), clock);
  }

  /// What it told the host, once it was closed.
  String said() {
    return String.join("", said);
  }

  @Override
  public void close() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException("the gateway can't be closed", e);
      }
    }
  }

  /// A folder for one, under the system's own, since paths of sockets are short.
  static Path folder() throws IOException {
    return Files.createTempDirectory("srga");
  }
}
