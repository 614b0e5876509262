// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host;

import dev.strongroom.host.control.ControlServer;
import dev.strongroom.host.control.ControlStatus;
import dev.strongroom.host.forward.TcpForwarder;
import dev.strongroom.host.launch.SupervisedEnclave;
import dev.strongroom.host.metrics.Figure;
import dev.strongroom.host.metrics.HostFigures;
import dev.strongroom.host.metrics.MetricsServer;
import dev.strongroom.host.wire.Port;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/// A host with its enclave: the ports that the enclave dials, the enclave, the way for clients,
/// metrics. Started in this order, so that the enclave finds everything, and closed in the reverse,
/// so that it can finish what it does. Thread-safe.
public final class Host implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Host.class.getName());

  private final HostSettings settings;
  private final ControlServer control;
  private final SupervisedEnclave enclave;
  private final TcpForwarder forwarder;
  private final Optional<MetricsServer> metrics;
  private final Deque<AutoCloseable> opened;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Host(
      HostSettings settings,
      ControlServer control,
      SupervisedEnclave enclave,
      TcpForwarder forwarder,
      Optional<MetricsServer> metrics,
      Deque<AutoCloseable> opened) {
    this.settings = settings;
    this.control = control;
    this.enclave = enclave;
    this.forwarder = forwarder;
    this.metrics = metrics;
    this.opened = opened;
  }

  /// Starts everything; returns once the enclave is ready, or waits for its root secret.
  ///
  /// @throws dev.strongroom.host.launch.LaunchException if the enclave doesn't start
  /// @throws IOException if an address or a socket isn't to be had
  /// @throws InterruptedException if interrupted; in each case everything is closed again
  public static Host start(HostSettings settings) throws IOException, InterruptedException {
    Deque<AutoCloseable> opened = new ArrayDeque<>();
    boolean started = false;
    try {
      Host host = start(settings, opened);
      started = true;
      return host;
    } finally {
      if (!started) {
        closeAll(opened);
      }
    }
  }

  private static Host start(HostSettings settings, Deque<AutoCloseable> opened)
      throws IOException, InterruptedException {
    Ports ports = settings.ports();
    ControlServer control = new ControlServer(System::nanoTime, settings.listener());
    opened.push(ports.listen(Port.CONTROL, control));
    List<Figure> figures = new ArrayList<>(HostFigures.of(control));
    for (WireService service : settings.services()) {
      WireService.Started running = service.start(ports);
      opened.push(running.closing());
      figures.addAll(running.figures());
    }
    SupervisedEnclave enclave =
        SupervisedEnclave.start(settings.launcher(), control, settings.patience());
    opened.push(enclave);
    TcpForwarder forwarder = TcpForwarder.startOver(settings.address(), enclave.wire());
    opened.push(forwarder);
    figures.addAll(HostFigures.of(enclave));
    figures.addAll(HostFigures.of(forwarder));
    Optional<MetricsServer> metrics = Optional.empty();
    if (settings.metrics().isPresent()) {
      List<Figure> own = List.copyOf(figures);
      MetricsServer server =
          MetricsServer.start(
              settings.metrics().get(),
              () -> Stream.concat(own.stream(), HostFigures.service(control).stream()).toList(),
              enclave::up,
              control::status);
      opened.push(server);
      metrics = Optional.of(server);
    }
    return new Host(settings, control, enclave, forwarder, metrics, opened);
  }

  /// Where clients connect.
  ///
  /// @throws IOException if it was closed
  public InetSocketAddress address() throws IOException {
    return forwarder.address();
  }

  /// Where metrics and health are, if they were wanted.
  public Optional<InetSocketAddress> metricsAddress() {
    return metrics.map(MetricsServer::address);
  }

  /// What the enclave says of itself.
  public ControlStatus status() {
    return control.status();
  }

  /// The enclave that is watched.
  public SupervisedEnclave enclave() {
    return enclave;
  }

  /// What it was started with.
  public HostSettings settings() {
    return settings;
  }

  /// Stops the enclave and everything else; a second call does nothing.
  @Override
  public void close() {
    if (!closed.getAndSet(true)) {
      closeAll(opened);
    }
  }

  private static void closeAll(Deque<AutoCloseable> opened) {
    while (!opened.isEmpty()) {
      AutoCloseable part = opened.pop();
      try {
        part.close();
      } catch (Exception e) {
        // What else is open must be closed too.
        LOG.log(Level.WARNING, "closing failed: {0}", e.getMessage());
      }
    }
  }
}
