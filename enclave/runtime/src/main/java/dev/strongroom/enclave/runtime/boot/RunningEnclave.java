// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.boot;

import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.channel.ServerCertificate;
import dev.strongroom.enclave.runtime.Device;
import dev.strongroom.enclave.runtime.DeviceException;
import dev.strongroom.enclave.runtime.Enclave;
import dev.strongroom.enclave.runtime.Service;
import dev.strongroom.enclave.runtime.ServiceException;
import dev.strongroom.enclave.runtime.certificates.ServedNames;
import dev.strongroom.enclave.runtime.configuration.EnclaveConfiguration;
import dev.strongroom.enclave.runtime.content.ContentClient;
import dev.strongroom.enclave.runtime.control.Control;
import dev.strongroom.enclave.runtime.control.EnclaveState;
import dev.strongroom.enclave.runtime.control.EnclaveState.Phase;
import dev.strongroom.enclave.runtime.control.Figures;
import dev.strongroom.enclave.runtime.egress.Egress;
import dev.strongroom.enclave.runtime.egress.EgressRule;
import dev.strongroom.enclave.runtime.handover.HandOverHandler;
import dev.strongroom.enclave.runtime.handover.Heirs;
import dev.strongroom.enclave.runtime.handover.HostEndorsements;
import dev.strongroom.enclave.runtime.keys.EnclaveKeys;
import dev.strongroom.enclave.runtime.keys.RootSecret;
import dev.strongroom.enclave.runtime.keys.Secret;
import dev.strongroom.enclave.runtime.kms.HostCredentials;
import dev.strongroom.enclave.runtime.log.EnclaveLog;
import dev.strongroom.enclave.runtime.root.Provisioning.Serving;
import dev.strongroom.enclave.runtime.root.RootSecretException;
import dev.strongroom.enclave.runtime.root.RootSecretSource;
import dev.strongroom.enclave.runtime.storage.StorageClient;
import dev.strongroom.enclave.runtime.wire.Wire;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/// An enclave from its first step to its last. The order of the start: control connection, egress,
/// root secret, keys, service, server, ready; the stop is the reverse. What was opened is closed
/// however far the start got.
public final class RunningEnclave implements AutoCloseable {
  private static final Duration EVIDENCE_RENEWAL = Duration.ofMinutes(2);
  private static final Duration STORAGE_ANSWER = Duration.ofSeconds(10);
  private static final Duration CERTIFICATE_LIFETIME = Duration.ofDays(365);

  /// What an enclave is made of.
  ///
  /// @param source of the root secret, as the configuration demands
  /// @param service the application
  public record Parts(
      Wire wire,
      Device device,
      EnclaveConfiguration configuration,
      RootSecretSource source,
      Service service,
      InstantSource clock,
      SecureRandom random) {}

  private final Parts parts;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final List<Thread> waiting = new ArrayList<>();
  private final Control control;
  private final EnclaveLog log;
  private final Figures figures = new Figures();
  private final StorageClient storage;
  private final ToldState told;
  private Optional<NamedCertificates> certificates = Optional.empty();

  private RunningEnclave(Parts parts) {
    this.parts = parts;
    this.control = new Control(parts.wire(), figures, this::requestStop);
    this.log = new EnclaveLog(parts.clock(), control::line);
    this.told =
        new ToldState(StateOfDevice.starting(parts.device(), parts.configuration()), control, log);
    this.storage = new StorageClient(() -> parts.wire().dial(Wire.STORAGE), STORAGE_ANSWER);
    opened.push(control);
    opened.push(storage);
  }

  /// Starts an enclave; returns once it serves requests.
  ///
  /// @throws IOException if the wire, the device or the service fails
  /// @throws RootSecretException if there is no root secret to be had
  /// @throws InterruptedException if interrupted, or asked to stop, while it waits for the root
  ///   secret
  public static RunningEnclave start(Parts parts)
      throws IOException, RootSecretException, InterruptedException {
    return start(parts, _ -> {});
  }

  /// Starts an enclave that can be stopped before it has started.
  ///
  /// @param early gets [#requestStop] before anything else happens
  static RunningEnclave start(Parts parts, Consumer<Runnable> early)
      throws IOException, RootSecretException, InterruptedException {
    RunningEnclave enclave = new RunningEnclave(parts);
    early.accept(enclave::requestStop);
    try {
      enclave.start();
      return enclave;
    } catch (InterruptedException e) {
      enclave.close();
      throw e;
    } catch (IOException | RootSecretException | RuntimeException e) {
      enclave.told.fail(reason(e));
      enclave.closeAll();
      throw e;
    }
  }

  /// What the host is told of this enclave.
  public EnclaveState state() {
    return told.state();
  }

  /// Returns when the host wants it to stop.
  public void awaitStop() throws InterruptedException {
    stop.await();
  }

  /// Makes [#awaitStop] return, or ends the wait for the root secret.
  public void requestStop() {
    stop.countDown();
    synchronized (waiting) {
      waiting.forEach(Thread::interrupt);
    }
  }

  /// The service can't go on.
  private void giveUp(String why) {
    told.fail(why);
    requestStop();
  }

  private void start() throws IOException, RootSecretException, InterruptedException {
    told.tell(now -> now);
    ConfiguredDevice.require(parts.device(), parts.configuration());
    EnclaveState measured = StateOfDevice.measured(state(), parts.device());
    told.tell(_ -> measured);
    Egress egress = opened(egress());
    RootSecret root = opened(rootSecret(egress));
    EnclaveKeys keys = opened(keys(root));
    Enclave enclave = enclave(root, keys, egress);
    Service.Handler handler =
        handingOver(root, keys, enclave, LoggedFailures.of(service(enclave), log));
    log.seal();
    opened(
        serve(
            keys,
            new Health(true, figures.counting(handler)),
            certificates.map(NamedCertificates::names)));
    certificates.ifPresent(named -> named.kept().serving());
    told.tell(now -> now.identifiedBy(keys.statement().identityKey()).in(Phase.READY));
  }

  /// May take days, so a wish to stop interrupts it.
  private RootSecret rootSecret(Egress egress) throws RootSecretException, InterruptedException {
    synchronized (waiting) {
      if (stop.getCount() == 0) {
        throw new InterruptedException("asked to stop");
      }
      waiting.add(Thread.currentThread());
    }
    try {
      return parts
          .source()
          .obtain(
              new BeforeTheSecret(
                  parts,
                  storage,
                  egress,
                  what -> told.tell(now -> now.in(Phase.WAITING, what)),
                  this::serveBeforeTheSecret));
    } finally {
      synchronized (waiting) {
        waiting.clear();
      }
    }
  }

  private Egress egress() throws IOException {
    return Egress.start(
        parts.wire(),
        parts.configuration().egress().stream()
            .map(EgressRule::parse)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private EnclaveKeys keys(RootSecret root) {
    return new EnclaveKeys(parts.device(), root, parts.clock(), parts.random(), EVIDENCE_RENEWAL);
  }

  private Enclave enclave(RootSecret root, EnclaveKeys keys, Egress egress) {
    return new Enclave(
        parts.device(),
        keys.statement(),
        root,
        storage,
        egress,
        new HostCredentials(parts.wire()),
        new ContentClient(() -> parts.wire().dial(Wire.CONTENT)),
        log,
        parts.clock(),
        parts.random(),
        parts.configuration().settings(),
        this::giveUp);
  }

  private Service.Handler service(Enclave enclave) throws IOException {
    try {
      Service.Handler handler = parts.service().start(enclave);
      if (handler instanceof AutoCloseable closeable) {
        opened.push(closeable);
      }
      certificates = NamedCertificates.start(enclave);
      certificates.ifPresent(opened::push);
      enclave.figures().seal();
      control.service(enclave.figures());
      return certificates.isPresent() ? certificates.get().before(handler) : handler;
    } catch (ProgramException | ServiceException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException("the service can't start: " + e.getClass().getName(), e);
    }
  }

  /// There without heirs too: whoever asks is told that there are none.
  private Service.Handler handingOver(
      RootSecret root, EnclaveKeys keys, Enclave enclave, Service.Handler handler) {
    return new HandOverHandler(
        new Heirs(parts.configuration().heirs(), enclave::successors),
        parts.configuration().deployment(),
        root,
        keys.statement(),
        Verifier.create(SignatureProvider.fastest(), PathCache.none()),
        new HostEndorsements(storage),
        parts.clock(),
        parts.random(),
        handler);
  }

  private ServiceFront serve(EnclaveKeys keys, Service.Handler handler, Optional<ServedNames> names)
      throws IOException {
    ServerCertificate certificate =
        ServerCertificate.generate(
            "localhost", parts.clock().instant(), CERTIFICATE_LIFETIME, parts.random());
    return ServiceFront.start(parts.wire(), certificate, keys, handler, names);
  }

  private <T extends AutoCloseable> T opened(T part) {
    opened.push(part);
    return part;
  }

  /// Only messages of our own go to the host; of anything else, its class.
  private static String reason(Exception e) {
    return e instanceof RootSecretException
            || e instanceof DeviceException
            || e instanceof ProgramException
            || e instanceof ServiceException
        ? String.valueOf(e.getMessage())
        : e.getClass().getName();
  }

  /// Stops: requests in flight get a moment to finish, then keys are wiped.
  @Override
  public void close() {
    told.tell(now -> now.in(Phase.STOPPING));
    closeAll();
  }

  private void closeAll() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        // What else is open must be closed too.
      }
    }
  }

  private Serving serveBeforeTheSecret(Service.Handler handler) throws IOException {
    byte[] momentary = new byte[RootSecret.LENGTH];
    parts.random().nextBytes(momentary);
    RootSecret nobodys = new RootSecret(Secret.owning(momentary));
    EnclaveKeys keys = keys(nobodys);
    ServiceFront server = serve(keys, new Health(false, handler), Optional.empty());
    return () -> {
      server.close();
      keys.close();
      nobodys.close();
    };
  }
}
