// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.kms;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.enclave.runtime.Response;
import dev.strongroom.enclave.runtime.boot.RunningEnclave;
import dev.strongroom.enclave.runtime.configuration.EnclaveConfiguration;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Kms;
import dev.strongroom.enclave.runtime.fixtures.FakeKms;
import dev.strongroom.enclave.runtime.fixtures.FakeReleasePolicy;
import dev.strongroom.enclave.runtime.fixtures.FakeSignatures;
import dev.strongroom.enclave.runtime.fixtures.TestAuthority;
import dev.strongroom.enclave.runtime.kms.HostedKms;
import dev.strongroom.enclave.runtime.simulated.SimulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import dev.strongroom.enclave.runtime.simulated.SimulatedRoot;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.host.credentials.Credentials;
import dev.strongroom.host.credentials.CredentialsException;
import dev.strongroom.host.credentials.CredentialsServer;
import dev.strongroom.host.egress.AddressRange;
import dev.strongroom.host.egress.EgressAddresses;
import dev.strongroom.host.egress.EgressLimits;
import dev.strongroom.host.egress.EgressServer;
import dev.strongroom.host.storage.StorageServer;
import dev.strongroom.host.store.KeyValueStore;
import dev.strongroom.host.store.SqliteStore;
import dev.strongroom.host.wire.Link;
import dev.strongroom.host.wire.LinkServer;
import dev.strongroom.host.wire.Port;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/// A host with all its servers, KMS behind its egress, and a vendor whose devices run on it. KMS
/// and the hardware are fakes, all else is real.
final class KmsDeployment {
  private static final InstantSource CLOCK = InstantSource.system();

  private final SecureRandom random = new SecureRandom();
  private final TestAuthority authority = new TestAuthority();
  private final SimulatedRoot vendor = SimulatedRoot.generate(CLOCK.instant(), random);
  private final BlockingQueue<String> said = new LinkedBlockingQueue<>();
  private final Deque<AutoCloseable> opened = new ConcurrentLinkedDeque<>();
  private final Path folder;
  private final KeyValueStore store;
  private final EgressServer egress;
  private final FakeKms kms;
  private volatile boolean credentials = true;

  /// Starts the host in a folder, which also holds its database.
  KmsDeployment(Path folder) throws Exception {
    this.folder = folder;
    store = opened(SqliteStore.open(folder.resolve("store.db")));
    egress =
        opened(
            EgressServer.create(
                new EgressAddresses(List.of(AddressRange.parse("127.0.0.0/8"))),
                EgressLimits.standard(),
                _ -> List.of(InetAddress.ofLiteral("127.0.0.1"))));
    kms =
        opened(
            new FakeKms(
                authority.server(FakeKms.HOST),
                new FakeReleasePolicy(Bytes.EMPTY, Bytes.EMPTY, CLOCK),
                CLOCK));
    serve(folder);
  }

  private <T extends AutoCloseable> T opened(T part) {
    opened.push(part);
    return part;
  }

  /// Serves one more enclave.
  private void serve(Path wire) throws IOException {
    listen(wire, Port.CONTROL, this::hear);
    listen(wire, Port.STORAGE, new StorageServer(store));
    listen(wire, Port.EGRESS, egress);
    listen(wire, Port.CREDENTIALS, new CredentialsServer(this::credentials));
  }

  private void listen(Path wire, int port, LinkServer server) throws IOException {
    opened.push(new dev.strongroom.host.wire.UnixWire(wire).listen(port, server));
  }

  private void hear(Link link) throws IOException {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(link.input(), StandardCharsets.UTF_8))) {
      for (String line; (line = in.readLine()) != null; ) {
        said.add(line);
      }
    }
  }

  private Credentials credentials() throws CredentialsException {
    if (!credentials) {
      throw new CredentialsException("no role");
    }
    return new Credentials(
        FakeSignatures.ID, FakeSignatures.SECRET, Optional.of(FakeSignatures.TOKEN));
  }

  /// Whether the host has any.
  void credentials(boolean available) {
    credentials = available;
  }

  /// A measured configuration of this deployment's.
  String configuration(String comment) {
    return """
    {"version": 1, "comment": "%s", "deployment": "prod",
     "rootSecret": {"source": "kms", "region": "%s", "key": "%s", "endpoint": "%s:%d"}}\
    """
        .formatted(comment, FakeKms.REGION, FakeKms.KEY, FakeKms.HOST, kms.port());
  }

  /// Changes the key's policy: it releases to enclaves with this configuration.
  void release(String configuration) throws Exception {
    SimulatedDevice device = device(configuration);
    NitroDocument document =
        (NitroDocument)
            Evidence.parse(device.attest(Bytes.utf8("k"), Bytes.EMPTY, Optional.empty()));
    kms.policy(new FakeReleasePolicy(device.root(), document.pcrs().get(0), CLOCK));
  }

  private SimulatedDevice device(String configuration) throws IOException {
    return new SimulatedDevice(
        SimulatedImage.of(List.of(), List.of(), Bytes.utf8(configuration)), vendor, CLOCK, random);
  }

  /// Boots an enclave that measured this configuration.
  RunningEnclave start(String text) throws Exception {
    return start(text, folder, hosted(text, Optional.of(authority.client())));
  }

  /// The same by an image whose Java runtime decides whom to trust, as the real ones do.
  RunningEnclave startTrustingTheRuntime(String text) throws Exception {
    return start(text, folder, hosted(text, Optional.empty()));
  }

  /// The same beside others, on a wire in a folder of its own.
  RunningEnclave startBeside(String text, Path wire) throws Exception {
    serve(wire);
    return start(text, wire, hosted(text, Optional.of(authority.client())));
  }

  private static HostedKms hosted(String text, Optional<SSLContext> trust) throws Exception {
    EnclaveConfiguration configuration = EnclaveConfiguration.parse(Bytes.utf8(text));
    Kms kms = (Kms) configuration.rootSecret();
    return trust.isPresent()
        ? new HostedKms(kms, configuration.deployment(), trust.get())
        : new HostedKms(kms, configuration.deployment());
  }

  private RunningEnclave start(String text, Path wire, HostedKms source) throws Exception {
    return RunningEnclave.start(
        new RunningEnclave.Parts(
            new UnixWire(wire),
            device(text),
            EnclaveConfiguration.parse(Bytes.utf8(text)),
            source,
            _ -> _ -> Response.text(200, "hello"),
            CLOCK,
            random));
  }

  /// Waits until an enclave says something of the kind.
  String heard(String part) throws InterruptedException {
    while (true) {
      String line = said.poll(20, TimeUnit.SECONDS);
      if (line == null) {
        throw new AssertionError("no enclave ever said " + part);
      }
      if (line.contains(part)) {
        return line;
      }
    }
  }

  FakeKms kms() {
    return kms;
  }

  EgressServer egress() {
    return egress;
  }

  KeyValueStore store() {
    return store;
  }

  /// Stops the host and KMS.
  void stop() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }
}
