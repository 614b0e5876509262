// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.enclave.runtime.figures.FigureCounter;
import dev.strongroom.enclave.runtime.figures.FigureLabel;
import dev.strongroom.enclave.runtime.figures.FigureSeries;
import dev.strongroom.enclave.runtime.figures.ServiceFigures;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// When the host is told what.
class FiguresTellingTest {
  private static final Duration EVERY = Duration.ofMinutes(1);

  private final ServiceFigures figures = new ServiceFigures();
  private final FiguresSnapshot snapshot = new FiguresSnapshot(EVERY);
  private final FiguresTelling telling = new FiguresTelling(snapshot);

  private List<Long> at(long seconds) {
    return at(telling, seconds);
  }

  private static List<Long> at(FiguresTelling over, long seconds) {
    return over.next(Duration.ofSeconds(seconds).toNanos()).stream()
        .map(FigureSeries::value)
        .toList();
  }

  @Test
  void tellsSeldomAndWhatHasChanged() {
    // Before a service has declared anything, nothing was told, so nothing has to be waited for.
    assertThat(at(0)).isEmpty();
    FigureCounter counter = figures.counter("requests", 1);
    figures.gauge("waiting", () -> 7);
    counter.add(1);
    snapshot.declared(figures);
    assertThat(at(2)).containsExactly(1L, 7L);
    counter.add(1);
    assertThat(at(4)).isEmpty();
    assertThat(at(61)).isEmpty();
    counter.add(1);
    assertThat(at(62)).containsExactly(3L);
    assertThat(at(200)).isEmpty();
  }

  @Test
  void tellsAHostThatConnectsAgainNothingNewer() {
    FigureCounter counter = figures.counter("requests", 1);
    counter.add(1);
    snapshot.declared(figures);
    assertThat(at(0)).containsExactly(1L);
    for (int connection = 1; connection < 30; connection++) {
      counter.add(1);
      assertThat(at(new FiguresTelling(snapshot), connection * 2L))
          .as("connection " + connection)
          .containsExactly(1L);
    }
    assertThat(at(new FiguresTelling(snapshot), 60)).containsExactly(30L);
    assertThat(at(62)).containsExactly(30L);
  }

  /// Nothing was counted yet: the first request isn't told at once either.
  @Test
  void tellsTheFirstCountNoSooner() {
    FigureCounter counter = figures.counter("requests", 1);
    snapshot.declared(figures);
    assertThat(at(0)).isEmpty();
    counter.add(1);
    assertThat(at(2)).isEmpty();
    assertThat(at(60)).containsExactly(1L);
  }

  @Test
  void staysWithinALine() throws Exception {
    Set<String> values =
        IntStream.range(0, 250).mapToObj(i -> "m".repeat(124) + i).collect(Collectors.toSet());
    FigureCounter counter =
        figures.counter(
            "a_figure_with_a_long_name_" + "x".repeat(38), 1, new FigureLabel("model", values));
    values.forEach(counter::add);
    snapshot.declared(figures);
    for (int expected : List.of(100, 100, 50, 0)) {
      List<FigureSeries> next = telling.next(0);
      assertThat(next).hasSize(expected);
      String line = new Figures().json(3, next);
      assertThat(line.length()).isLessThan(65_536);
      JsonNode sent = JsonNode.parse(line).member("figures");
      assertThat(sent.optional("service").isPresent()).isEqualTo(expected > 0);
      if (expected > 0) {
        assertThat(sent.member("service").items()).hasSize(expected);
      }
    }
  }
}
