// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Evidence;
import dev.strongroom.attestation.nitro.NitroDocument;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Kms;
import dev.strongroom.enclave.runtime.egress.Egress;
import dev.strongroom.enclave.runtime.egress.EgressRule;
import dev.strongroom.enclave.runtime.fixtures.FakeKms;
import dev.strongroom.enclave.runtime.fixtures.FakeReleasePolicy;
import dev.strongroom.enclave.runtime.fixtures.FakeSignatures;
import dev.strongroom.enclave.runtime.fixtures.TestAuthority;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.root.Provisioning;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.root.RootSecretSource;
import dev.strongroom.enclave.runtime.simulated.SimulatedDevice;
import dev.strongroom.enclave.runtime.simulated.SimulatedImage;
import dev.strongroom.enclave.runtime.simulated.SimulatedRoot;
import dev.strongroom.enclave.runtime.storage.Storage;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;

/// A KMS, a host, and an enclave between them: the enclave is real, all but its hardware.
final class KmsWorld implements AutoCloseable {
  private static final int MOST_PAUSES = 12;
  private static final RecipientPairs PAIRS = new RecipientPairs();

  private final InstantSource clock = InstantSource.system();
  private final SecureRandom random = new SecureRandom();
  private final TestAuthority authority = new TestAuthority();
  private final Path folder = Files.createTempDirectory("kms");
  private final SimulatedDevice device = device("the application");
  private final EgressDouble host = EgressDouble.start(FakeKms.HOST);
  private final List<String> waited = new CopyOnWriteArrayList<>();
  private final List<Duration> pauses = new CopyOnWriteArrayList<>();
  private final Store store = new Store();
  private Kind kind = KmsRootSecret::new;
  private KmsAccess.Recipients recipients = PAIRS::next;
  private final FakeKms kms = new FakeKms(authority.server(FakeKms.HOST), policy(device), clock);
  private String deployment = "test";
  private Device running = device;
  private Bytes lastRecipient = Bytes.EMPTY;
  private Runnable afterPause = () -> {};

  KmsWorld() throws Exception {}

  private SimulatedDevice device(String application) throws IOException {
    Path runtime = Files.writeString(folder.resolve("runtime.jar"), "the runtime");
    Path jar = Files.writeString(folder.resolve("application.jar"), application);
    return new SimulatedDevice(
        SimulatedImage.of(List.of(runtime), List.of(jar), Bytes.EMPTY),
        SimulatedRoot.generate(clock.instant(), random),
        clock,
        random);
  }

  private FakeReleasePolicy policy(SimulatedDevice trusted) throws Exception {
    return new FakeReleasePolicy(trusted.root(), imageOf(trusted), clock);
  }

  Bytes imageOf(Device of) throws Exception {
    NitroDocument document =
        (NitroDocument) Evidence.parse(of.attest(Bytes.utf8("k"), Bytes.EMPTY, Optional.empty()));
    return document.pcrs().get(0);
  }

  SimulatedDevice device() {
    return device;
  }

  /// A device of another vendor that measured another application.
  SimulatedDevice otherDevice() throws IOException {
    return device("another application");
  }

  /// Changes the key's policy: it releases to this PCR 0 under the root of `trusted`.
  void release(Bytes image, Device trusted) throws Exception {
    Bytes root = ((SimulatedDevice) trusted).root();
    kms.policy(new FakeReleasePolicy(root, image, clock));
  }

  FakeKms kms() {
    return kms;
  }

  EgressDouble host() {
    return host;
  }

  TestAuthority authority() {
    return authority;
  }

  List<String> waited() {
    return waited;
  }

  List<Duration> pauses() {
    return pauses;
  }

  /// Starts make their keys as outside of tests, which takes its time.
  void freshRecipients() {
    recipients = random -> RecipientKey.generate(RecipientKey.BITS, random);
  }

  void deployment(String name) {
    deployment = name;
  }

  Optional<Bytes> stored() {
    return store.kept;
  }

  void store(Optional<Bytes> wrapped) {
    store.kept = wrapped;
  }

  /// Somebody else saves this just before the enclave does.
  void storeBeforeSaving(Bytes wrapped) {
    store.sneakedIn = Optional.of(wrapped);
  }

  void failStorageOnce() {
    store.failing = true;
  }

  /// The key in the evidence of the last request.
  Bytes lastRecipient() {
    return lastRecipient;
  }

  /// The host's credentials have expired; during the second pause it gets new ones.
  void expireCredentials() {
    kms.signatures().expire(Instant.EPOCH);
    afterPause =
        () -> {
          if (pauses.size() == 2) {
            kms.signatures().expire(Instant.MAX);
          }
        };
  }

  /// Starts the enclave and shows its root secret, which only a test can.
  Bytes obtained() throws Exception {
    running = device;
    return obtainedFrom(kms.port());
  }

  private Bytes obtainedFrom(int port) throws Exception {
    try (Egress egress = egress(port);
        HttpClient http = egress.httpClient(authority.client());
        RootSecret root = source(http, port, this::pause).obtain(provisioning());
        Secret shown = root.derive("shown", 32)) {
      return shown.use(Bytes::copyOf);
    }
  }

  private void pause(Duration duration) {
    pauses.add(duration);
    if (pauses.size() > MOST_PAUSES) {
      throw new AssertionError("waits for ever: " + waited);
    }
    afterPause.run();
  }

  /// Why the enclave can't start on `on`.
  KmsFailure failure(Device on) {
    running = on;
    return failureAt(kms.port());
  }

  private KmsFailure failureAt(int port) {
    try {
      throw new AssertionError("obtained " + obtainedFrom(port));
    } catch (RootSecretException e) {
      return ((KmsException) Objects.requireNonNull(e.getCause())).failure();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private Egress egress(int port) throws IOException {
    return Egress.start(host.wire(), Set.of(new EgressRule(FakeKms.HOST, port)));
  }

  private RootSecretSource source(HttpClient http, int port, KmsAccess.Pause pause) {
    return kind.source(
        new KmsAccess(
            new Kms(FakeKms.REGION, FakeKms.KEY, FakeKms.HOST + ":" + port),
            deployment,
            http,
            () -> AwsCredentials.of(FakeSignatures.ID, FakeSignatures.SECRET, FakeSignatures.TOKEN),
            pause,
            recipients),
        store);
  }

  /// What the enclave does with its access to KMS.
  interface Kind {
    RootSecretSource source(KmsAccess access, WrappedRootSecretStore store);
  }

  /// From now on the enclave is an heir, which keeps what `sibling` hands over.
  void heir(Bytes identityKey, RootSecretSource sibling) {
    kind = (access, kept) -> new KeptRootSecret(access, kept, identityKey, sibling);
  }

  /// A source that really waits, without a way out.
  RootSecretSource patientSource() throws IOException {
    return source(egress(1).httpClient(authority.client()), 1, Thread::sleep);
  }

  Provisioning provisioning() {
    return new Provisioning() {
      @Override
      public Device device() {
        return new Device() {
          @Override
          public String name() {
            return running.name();
          }

          @Override
          public boolean simulated() {
            return running.simulated();
          }

          @Override
          public Bytes attest(Bytes publicKey, Bytes userData, Optional<Bytes> nonce)
              throws DeviceException {
            lastRecipient = publicKey;
            return running.attest(publicKey, userData, nonce);
          }
        };
      }

      @Override
      public Wire wire() {
        return host.wire();
      }

      @Override
      public Storage storage() {
        throw new AssertionError("KMS's source has a store of its own");
      }

      @Override
      public Egress egress() {
        throw new AssertionError("KMS's source has a client of its own");
      }

      @Override
      public InstantSource clock() {
        return clock;
      }

      @Override
      public SecureRandom random() {
        return random;
      }

      @Override
      public void waitingFor(String what) {
        waited.add(what);
      }

      @Override
      public Serving serve(Service.Handler handler) {
        throw new AssertionError("KMS needs nobody to connect");
      }
    };
  }

  /// A server of the host's in the place of KMS.
  Impostor impostor(SSLContext tls) throws Exception {
    return new Impostor(new FakeKms(tls, policy(device), clock));
  }

  /// See [#impostor].
  final class Impostor implements AutoCloseable {
    private final FakeKms server;

    private Impostor(FakeKms server) {
      this.server = server;
    }

    KmsFailure failure() {
      return failureAt(server.port());
    }

    int requests() {
      return server.operations().size();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  /// What the host keeps.
  private static final class Store implements WrappedRootSecretStore {
    private Optional<Bytes> kept = Optional.empty();
    private Optional<Bytes> sneakedIn = Optional.empty();
    private boolean failing;

    @Override
    public Optional<Bytes> load() throws IOException {
      if (failing) {
        failing = false;
        throw new IOException("out of order");
      }
      return kept;
    }

    @Override
    public Bytes saveIfAbsent(Bytes wrapped) {
      kept = Optional.of(kept.or(() -> sneakedIn).orElse(wrapped));
      return kept.get();
    }
  }

  @Override
  public void close() throws IOException {
    kms.close();
    host.close();
    Files.deleteIfExists(folder.resolve("runtime.jar"));
    Files.deleteIfExists(folder.resolve("application.jar"));
    Files.deleteIfExists(folder);
  }
}
