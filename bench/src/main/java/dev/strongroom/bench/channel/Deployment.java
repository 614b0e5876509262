// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.bench.channel;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.ReferenceValues;
import dev.strongroom.channel.AttestedConnector;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.boot.RunningEnclave;
import dev.strongroom.enclave.runtime.configuration.EnclaveConfiguration;
import dev.strongroom.enclave.runtime.simulated.SimulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import dev.strongroom.enclave.runtime.simulated.SimulatedState;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import dev.strongroom.host.forward.TcpForwarder;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// A SIMULATED enclave and a host's forwarder in this process, and a client that checks them.
record Deployment(RunningEnclave enclave, TcpForwarder forwarder, AttestedConnector connector)
    implements Closeable {
  private static final int BODY = 1024;

  /// Answers with one KiB.
  static final Service.Handler ONE_KIB = handler();

  private static Service.Handler handler() {
    Response response = Response.text(200, "x".repeat(BODY));
    return _ -> response;
  }

  static Deployment start(SignatureProvider signatures) throws Exception {
    Path folder = Files.createTempDirectory("sr");
    UnixWire wire = new UnixWire(folder);
    InstantSource clock = InstantSource.system();
    SecureRandom random = new SecureRandom();
    SimulatedState state = SimulatedState.in(folder.resolve("state"));
    SimulatedImage image = SimulatedImage.of(List.of(), List.of(), Bytes.utf8("benchmark"));
    RunningEnclave enclave =
        RunningEnclave.start(
            new RunningEnclave.Parts(
                wire,
                new SimulatedDevice(image, state.root(clock.instant(), random), clock, random),
                EnclaveConfiguration.parse(
                    Bytes.utf8(
                        """
                        {"version": 1, "deployment": "benchmark",
                         "rootSecret": {"source": "simulated"}}\
                        """)),
                _ -> {
                  try {
                    return state.rootSecret(random);
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                },
                _ -> ONE_KIB,
                clock,
                random));
    UnixDomainSocketAddress socket = UnixDomainSocketAddress.of(wire.enclaveSocket(Wire.SERVICE));
    TcpForwarder forwarder =
        TcpForwarder.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            () -> SocketChannel.open(socket));
    return new Deployment(enclave, forwarder, connector(enclave, signatures, clock));
  }

  private static AttestedConnector connector(
      RunningEnclave enclave, SignatureProvider signatures, InstantSource clock) {
    NitroPolicy policy =
        NitroPolicy.builder()
            .anchor(
                new TrustAnchor("simulated", enclave.state().simulatedRoot().orElseThrow(), true))
            .requireImage(List.of(new ReferenceValues("benchmark", enclave.state().pcrs())))
            .ignoreSigner("simulated")
            .ignoreRole("simulated")
            .ignoreInstance("simulated")
            .ignoreNonce("the channel has its own")
            .requirePublicKey()
            .requireUserData()
            .requireAge(Duration.ofMinutes(5))
            .build();
    return new AttestedConnector(
        new ChannelPolicy(policy, enclave.state().identityKey(), false, Duration.ofHours(1)),
        Verifier.create(signatures, PathCache.ofCapacity(16)),
        clock);
  }

  int port() throws IOException {
    return forwarder.address().getPort();
  }

  @Override
  public void close() throws IOException {
    forwarder.close();
    enclave.close();
  }
}
