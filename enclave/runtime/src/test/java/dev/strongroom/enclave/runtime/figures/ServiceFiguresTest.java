// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.figures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What can be counted, and what can't get there.
class ServiceFiguresTest {
  private static final FigureLabel MODEL = new FigureLabel("model", Set.of("tiny", "large"));

  private final ServiceFigures figures = new ServiceFigures();

  @Test
  void countsByDeclaredValuesOnly() {
    FigureCounter counter = figures.counter("requests", 1, MODEL);
    counter.add("tiny");
    counter.add("tiny");
    counter.add("a prompt");
    counter.add("another prompt");
    assertThat(figures.read())
        .containsExactlyInAnyOrder(
            new FigureSeries("requests", true, Map.of("model", "tiny"), 2),
            new FigureSeries("requests", true, Map.of("model", "other"), 2));
    assertThatIllegalArgumentException().isThrownBy(() -> counter.add());
    assertThatIllegalArgumentException().isThrownBy(() -> counter.add(-1, "tiny"));
  }

  @Test
  void tellsWholeSteps() {
    FigureCounter counter = figures.counter("tokens", 1000);
    counter.add(999);
    assertThat(figures.read()).containsExactly(new FigureSeries("tokens", true, Map.of(), 0));
    counter.add(1002);
    assertThat(figures.read()).containsExactly(new FigureSeries("tokens", true, Map.of(), 2000));
  }

  @Test
  void readsWhatGoesUpAndDown() {
    figures.gauge("waiting", () -> -3);
    figures.gauges(
        "out",
        sink -> {
          sink.take(List.of("tiny"), 1);
          sink.take(List.of("unheard of"), 2);
        },
        MODEL);
    assertThat(figures.read())
        .containsExactly(
            new FigureSeries("waiting", false, Map.of(), 0),
            new FigureSeries("out", false, Map.of("model", "tiny"), 1),
            new FigureSeries("out", false, Map.of("model", "other"), 2));
  }

  @Test
  void oneThatFailsTakesNoOtherAlong() {
    figures.gauge("waiting", () -> 7);
    figures.gauge(
        "broken",
        () -> {
          throw new IllegalStateException("a secret");
        });
    figures.gauges(
        "half",
        sink -> {
          sink.take(List.of("tiny"), 1);
          sink.take(List.of(), 2);
        },
        MODEL);
    figures.counter("requests", 1, MODEL).add("tiny");
    List<FigureSeries> rest =
        List.of(
            new FigureSeries("waiting", false, Map.of(), 7),
            new FigureSeries("requests", true, Map.of("model", "tiny"), 1));
    for (long reading = 1; reading < 3; reading++) {
      assertThat(figures.read())
          .containsAll(rest)
          .contains(new FigureSeries("figures_missing", true, Map.of(), 2 * reading))
          .hasSize(3);
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> figures.gauge("figures_missing", () -> 1));
  }

  @Test
  void countsAsOtherWhatAHostHasNoRoomFor() {
    Set<String> many = IntStream.range(0, 6000).mapToObj(i -> "m" + i).collect(Collectors.toSet());
    FigureCounter counter = figures.counter("requests", 1, new FigureLabel("model", many));
    FigureCounter late = figures.counter("late", 1, MODEL);
    many.forEach(counter::add);
    many.forEach(counter::add);
    late.add("tiny");
    List<FigureSeries> read = figures.read();
    assertThat(read).hasSize(4095).extracting(FigureSeries::name).doesNotContain("figures_missing");
    assertThat(
            read.stream()
                .filter(one -> one.name().equals("requests"))
                .mapToLong(FigureSeries::value)
                .sum())
        .as("nothing is lost")
        .isEqualTo(12_000);
    assertThat(read)
        .contains(new FigureSeries("late", true, Map.of("model", "other"), 1))
        .contains(new FigureSeries("requests", true, Map.of("model", "other"), 2 * (6000 - 4093)));
  }

  @Test
  void leavesOutWhatGoesUpAndDownAndHasNoRoom() {
    ServiceFigures small = new ServiceFigures(3);
    small.gauge("waiting", () -> 7);
    small.gauges(
        "out",
        sink -> {
          sink.take(List.of("tiny"), 1);
          sink.take(List.of("large"), 2);
        },
        MODEL);
    for (long reading = 1; reading < 3; reading++) {
      assertThat(small.read())
          .containsExactly(
              new FigureSeries("waiting", false, Map.of(), 7),
              new FigureSeries("out", false, Map.of("model", "tiny"), 1),
              new FigureSeries("figures_missing", true, Map.of(), reading));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> small.gauge("more", () -> 1));
    assertThatIllegalArgumentException().isThrownBy(() -> small.counter("counted", 1));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Requests",
        "requests_total",
        "x_bucket",
        "a__b",
        "_a",
        "a_",
        "a b",
        "1a",
        "ä",
        "total"
      })
  void refusesOtherNames(String name) {
    assertThatIllegalArgumentException().isThrownBy(() -> figures.gauge(name, () -> 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> figures.counter("fine", 1, new FigureLabel(name, Set.of("a"))));
  }

  @Test
  void declaresOnceAndBeforeRequests() {
    figures.gauge("waiting", () -> 1);
    assertThatIllegalArgumentException().isThrownBy(() -> figures.gauge("waiting", () -> 1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> figures.counter("requests", 1, MODEL, MODEL));
    figures.seal();
    assertThatIllegalStateException().isThrownBy(() -> figures.gauge("more", () -> 1));
  }
}
