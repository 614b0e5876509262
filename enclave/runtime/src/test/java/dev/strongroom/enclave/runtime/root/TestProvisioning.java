// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.root;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.TrustAnchor;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.attestation.nitro.NitroPolicy;
import dev.strongroom.attestation.nitro.ReferenceValues;
import dev.strongroom.channel.AttestedConnection;
import dev.strongroom.channel.AttestedConnector;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.ServerCertificate;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.egress.Egress;
import dev.strongroom.enclave.runtime.http.EnclaveServer;
import dev.strongroom.enclave.runtime.keys.EnclaveKeys;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.simulated.SimulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import dev.strongroom.enclave.runtime.simulated.SimulatedRoot;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A boot of a simulated enclave without a root secret: a real server with keys of the moment, and
/// the host that leads to it.
public final class TestProvisioning implements Provisioning {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final SimulatedDevice device;
  private final SortedMap<Integer, Bytes> pcrs;
  private final Path folder;
  private final BlockingQueue<Integer> ports = new LinkedBlockingQueue<>();
  private final List<String> waits = new CopyOnWriteArrayList<>();

  /// A boot of the image whose PCRs 0 to 2 are filled with `filler`.
  public TestProvisioning(int filler) throws IOException {
    this.pcrs = new TreeMap<>();
    for (int i = 0; i < 3; i++) {
      byte[] value = new byte[48];
      Arrays.fill(value, (byte) filler);
      pcrs.put(i, Bytes.copyOf(value));
    }
    this.device =
        new SimulatedDevice(
            new SimulatedImage(pcrs),
            SimulatedRoot.generate(clock().instant(), RANDOM),
            clock(),
            RANDOM);
    this.folder = Files.createTempDirectory("sr");
  }

  @Override
  public Device device() {
    return device;
  }

  @Override
  public Wire wire() {
    return new UnixWire(folder);
  }

  @Override
  public Storage storage() {
    throw new IllegalStateException("these sources keep nothing at the host");
  }

  @Override
  public Egress egress() {
    throw new IllegalStateException("these sources reach others by means of their own");
  }

  @Override
  public InstantSource clock() {
    return InstantSource.system();
  }

  @Override
  public SecureRandom random() {
    return RANDOM;
  }

  @Override
  public void waitingFor(String what) {
    waits.add(what);
  }

  /// What people were told.
  public List<String> waits() {
    return waits;
  }

  /// Where hosts listen, as seen by [UnixWire#dial].
  public Path hostSocket(int port) {
    return folder.resolve("host-" + port);
  }

  /// The TCP port of the server that runs, or will in a moment.
  public int port() throws InterruptedException {
    Integer port = ports.poll(20, TimeUnit.SECONDS);
    if (port == null) {
      throw new IllegalStateException("nothing is served");
    }
    ports.add(port);
    return port;
  }

  @Override
  public Serving serve(Service.Handler handler) throws IOException {
    byte[] moment = new byte[RootSecret.LENGTH];
    RANDOM.nextBytes(moment);
    RootSecret root = new RootSecret(Secret.owning(moment));
    EnclaveKeys keys = new EnclaveKeys(device, root, clock(), RANDOM, Duration.ofMinutes(1));
    return serve(hostSocket(Wire.SERVICE), keys, handler);
  }

  /// Serves with other keys, which stay the caller's, at a socket.
  public Serving serve(Path socket, EnclaveKeys keys, Service.Handler handler) throws IOException {
    ServerCertificate certificate =
        ServerCertificate.generate("localhost", clock().instant(), Duration.ofDays(1), RANDOM);
    EnclaveServer server = new EnclaveServer(socket, certificate, keys, handler);
    server.start();
    dev.strongroom.enclave.runtime.http.Wire host =
        dev.strongroom.enclave.runtime.http.Wire.to(socket);
    ports.add(host.port());
    return () -> {
      host.close();
      server.close();
      Files.deleteIfExists(socket);
    };
  }

  /// The policy that accepts this boot's image on this device, and nothing else.
  public NitroPolicy policy() {
    return policy(anchor());
  }

  /// The root of this boot's device.
  public TrustAnchor anchor() {
    return new TrustAnchor("simulated", sha256(device.root()), true);
  }

  /// The same under another root.
  public NitroPolicy policy(TrustAnchor anchor) {
    return NitroPolicy.builder()
        .anchor(anchor)
        .requireImage(List.of(new ReferenceValues("tested", pcrs)))
        .ignoreSigner("simulated")
        .ignoreRole("simulated")
        .ignoreInstance("simulated")
        .ignoreNonce("compared where there is one")
        .requirePublicKey()
        .requireUserData()
        .requireAge(Duration.ofMinutes(5))
        .build();
  }

  /// An attested connection to the server.
  public AttestedConnection connect() throws IOException, InterruptedException {
    return new AttestedConnector(
            new ChannelPolicy(policy(), Optional.empty(), false, Duration.ofMinutes(5)),
            verifier(),
            clock())
        .connect("127.0.0.1", port(), Duration.ofSeconds(10));
  }

  /// A request.
  public static Request request(String method, String path, Bytes body, boolean attested) {
    return new Request(
        method,
        path,
        path,
        "",
        Map.of(),
        body,
        attested ? Protection.ATTESTED_CHANNEL : Protection.PLAIN_HTTPS);
  }

  /// The body of a response.
  public static Bytes body(Response response) {
    return switch (response.body()) {
      case Response.Body.Whole(Bytes bytes) -> bytes;
      case Response.Body.Streamed _ -> throw new IllegalStateException("a whole body is needed");
    };
  }

  /// A verifier of its own.
  public static Verifier verifier() {
    return Verifier.create(SignatureProvider.jdk(), PathCache.ofCapacity(8));
  }

  private static Bytes sha256(Bytes bytes) {
    try {
      return Bytes.copyOf(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
