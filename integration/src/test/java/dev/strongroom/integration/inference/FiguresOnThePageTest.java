// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.integration.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.enclave.runtime.control.Control;
import dev.strongroom.enclave.runtime.control.Figures;
import dev.strongroom.enclave.runtime.figures.FigureCounter;
import dev.strongroom.enclave.runtime.figures.FigureLabel;
import dev.strongroom.enclave.runtime.figures.ServiceFigures;
import dev.strongroom.enclave.runtime.wire.UnixWire;
import dev.strongroom.host.control.ControlIncident;
import dev.strongroom.host.control.ControlServer;
import dev.strongroom.host.metrics.HostFigures;
import dev.strongroom.host.metrics.MetricsServer;
import dev.strongroom.host.wire.Port;
import dev.strongroom.host.wire.UnixListener;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a service counts, from the enclave's end of the control connection to the host's page.
@Timeout(60)
class FiguresOnThePageTest {
  @TempDir private Path folder = Path.of("");

  @Test
  void areThereAndHoldNothingElse() throws Exception {
    Set<String> models =
        IntStream.range(0, 230).mapToObj(i -> "org/model:" + i).collect(Collectors.toSet());
    ServiceFigures figures = new ServiceFigures();
    FigureCounter requests =
        figures.counter("inference_requests", 1, new FigureLabel("model", models));
    figures.gauge("inference_waiting", () -> 3);
    models.forEach(requests::add);
    requests.add("c4n4ry from a prompt");
    figures.seal();
    ControlServer host = new ControlServer(System::nanoTime, _ -> {});
    try (UnixListener _ = new dev.strongroom.host.wire.UnixWire(folder).listen(Port.CONTROL, host);
        MetricsServer page =
            MetricsServer.start(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                () -> HostFigures.service(host),
                () -> true,
                host::status);
        Control enclave = new Control(new UnixWire(folder), new Figures(), () -> {})) {
      enclave.service(figures);
      String shown = get(page);
      // They come in several lines, two seconds apart.
      while (shown.lines().filter(line -> line.startsWith("strongroom_service_")).count() < 232) {
        Thread.sleep(100);
        shown = get(page);
      }
      assertThat(shown)
          .contains(
              "strongroom_service_inference_requests_total{model=\"org/model:229\"} 1.0\n",
              "strongroom_service_inference_requests_total{model=\"other\"} 1.0\n",
              "strongroom_service_inference_waiting 3.0\n")
          .doesNotContain("c4n4ry");
      for (ControlIncident incident : ControlIncident.values()) {
        assertThat(host.incidents(incident)).isZero();
      }
    }
  }

  private static String get(MetricsServer page) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(
                      URI.create("http://127.0.0.1:" + page.address().getPort() + "/metrics"))
                  .build(),
              BodyHandlers.ofString())
          .body();
    }
  }
}
