// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.metrics;

import dev.strongroom.host.control.ControlIncident;
import dev.strongroom.host.control.ControlServer;
import dev.strongroom.host.control.FiguresLine;
import dev.strongroom.host.forward.TcpForwarder;
import dev.strongroom.host.launch.SupervisedEnclave;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/// The figures that every host has.
public final class HostFigures {
  private HostFigures() {}

  /// Of the enclave's life, as the host sees it.
  public static List<Figure> of(SupervisedEnclave enclave) {
    return List.of(
        Figure.gauge(
            "strongroom_enclave_up", "1 if the enclave's process runs.", flag(enclave::up)),
        Figure.counter(
            "strongroom_enclave_restarts",
            "How often the enclave was to be started again.",
            enclave::restarts));
  }

  /// Of the control connection; what the enclave counted is marked as reported by it.
  public static List<Figure> of(ControlServer control) {
    List<Figure> figures = new ArrayList<>();
    figures.add(
        Figure.gauge(
            "strongroom_enclave_live",
            "1 if the enclave was heard of within the last 10 s.",
            flag(() -> control.status().live())));
    figures.add(
        Figure.gauge(
            "strongroom_enclave_ready",
            "1 if the enclave is live and says that it serves requests.",
            flag(() -> control.status().ready())));
    reported(figures, control, "requests", true, "requests answered", FiguresLine::requests);
    reported(
        figures,
        control,
        "requests_failed",
        true,
        "requests failed by an error of its own",
        FiguresLine::requestsFailed);
    reported(
        figures,
        control,
        "requests_in_flight",
        false,
        "requests in work",
        FiguresLine::requestsInFlight);
    reported(
        figures,
        control,
        "log_lines_dropped",
        true,
        "log lines that nobody took in time",
        FiguresLine::logLinesDropped);
    reported(figures, control, "heap_bytes", false, "bytes of heap in use", FiguresLine::heapBytes);
    reported(
        figures,
        control,
        "uptime_milliseconds",
        false,
        "milliseconds since its start",
        FiguresLine::uptimeMillis);
    for (ControlIncident incident : ControlIncident.values()) {
      figures.add(
          new Figure(
              "strongroom_control_incidents",
              "What went wrong with control connections.",
              Figure.Kind.COUNTER,
              Map.of("incident", incident.code()),
              () -> control.incidents(incident)));
    }
    return List.copyOf(figures);
  }

  /// Of the enclave's service, by the enclave's own word, as it is now.
  public static List<Figure> service(ControlServer control) {
    return control.service().stream()
        .map(one ->
            new Figure(
                "strongroom_service_" + one.name(),
                "By the enclave's own word, unverified, coarse, and up to a minute late.",
                one.grows() ? Figure.Kind.COUNTER : Figure.Kind.GAUGE,
                one.labels(),
                one::value))
        .toList();
  }

  /// Of what a forwarder carries.
  public static List<Figure> of(TcpForwarder forwarder) {
    return List.of(
        Figure.gauge(
            "strongroom_forwarder_connections_open",
            "Clients' connections that are being carried.",
            () -> forwarder.figures().open()),
        Figure.counter(
            "strongroom_forwarder_connections",
            "Connections that clients made.",
            () -> forwarder.figures().accepted()),
        Figure.counter(
            "strongroom_forwarder_connections_refused",
            "Connections that the enclave didn't answer.",
            () -> forwarder.figures().refused()),
        bytes("in", () -> forwarder.figures().bytesIn()),
        bytes("out", () -> forwarder.figures().bytesOut()));
  }

  private static Figure bytes(String direction, LongSupplier value) {
    return new Figure(
        "strongroom_forwarder_bytes",
        "Bytes carried: in to the enclave, out to clients.",
        Figure.Kind.COUNTER,
        Map.of("direction", direction),
        value);
  }

  /// Zero while the enclave has said nothing: after a restart counters start over.
  private static void reported(
      List<Figure> figures,
      ControlServer control,
      String name,
      boolean grows,
      String what,
      ToLongFunction<FiguresLine> value) {
    figures.add(
        new Figure(
            "strongroom_enclave_reported_" + name,
            "By the enclave's own word, unverified: " + what + ".",
            grows ? Figure.Kind.COUNTER : Figure.Kind.GAUGE,
            Map.of(),
            () -> control.status().figures().map(value::applyAsLong).orElse(0L)));
  }

  private static LongSupplier flag(BooleanSupplier condition) {
    return () -> condition.getAsBoolean() ? 1 : 0;
  }
}
