// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// Dashboard, alerts and pages name metrics and labels that there are: those of `docs/metrics.md`,
/// which tests of the host and of the gateway compare with what is really shown.
class MonitoringTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern METRIC = Pattern.compile("(strongroom_\\w+)(?:\\{([^}]*)\\})?");
  private static final Pattern LABEL = Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"");
  private static final Pattern BY = Pattern.compile("\\bby \\(([^)]*)\\)");

  /// What Prometheus adds by itself.
  private static final Set<String> OF_THE_TARGET = Set.of("job", "instance");

  private static Map<String, Set<String>> metrics;
  private static String dashboard;
  private static String alerts;

  @BeforeAll
  static void read() throws IOException {
    metrics = new TreeMap<>();
    Pattern.compile("(?m)^\\| `(strongroom_\\w+)` \\|([^|]*)\\|")
        .matcher(Files.readString(DOCS.resolve("metrics.md")))
        .results()
        .forEach(row -> metrics.put(row.group(1), names(row.group(2).replace("`", ""))));
    assertThat(metrics).hasSizeGreaterThan(20);
    dashboard = Monitoring.files().get("dashboard.json");
    alerts = Monitoring.files().get("alerts.yaml");
  }

  private static Set<String> names(String list) {
    return Arrays.stream(list.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult one) -> one.group(1))
        .toList();
  }

  /// The labels that an expression's result has.
  private static Set<String> labels(String expression) {
    Set<String> all = new HashSet<>(OF_THE_TARGET);
    List<MatchResult> used = METRIC.matcher(expression).results().toList();
    for (MatchResult metric : used) {
      assertThat(metrics).as(expression).containsKey(metric.group(1));
      Set<String> known = new HashSet<>(metrics.get(metric.group(1)));
      known.addAll(OF_THE_TARGET);
      all.addAll(known);
      if (metric.group(2) != null) {
        assertThat(known)
            .as(expression)
            .containsAll(
                LABEL.matcher(metric.group(2)).results().map(one -> one.group(1)).toList());
      }
    }
    List<String> kept = BY.matcher(expression).results().map(one -> one.group(1)).toList();
    for (String by : kept) {
      assertThat(all).as(expression).containsAll(names(by));
    }
    if (!kept.isEmpty()) {
      return names(String.join(",", kept));
    }
    return expression.matches("(?s).*\\b(sum|min|max)\\(.*") ? Set.of() : all;
  }

  @Test
  void panelsAskForWhatThereIs() {
    List<String> expressions =
        found("\"expr\": \"((?:[^\"\\\\]|\\\\.)*)\"", dashboard).stream()
            .map(one -> one.replace("\\\"", "\""))
            .toList();
    List<String> legends = found("\"legendFormat\": \"([^\"]*)\"", dashboard);
    assertThat(expressions).hasSameSizeAs(legends).hasSizeGreaterThan(25);
    Set<String> shown = new TreeSet<>();
    for (int i = 0; i < expressions.size(); i++) {
      String expression = expressions.get(i);
      assertThat(labels(expression))
          .as(expression)
          .containsAll(found("\\{\\{(\\w+)\\}\\}", legends.get(i)));
      assertThat(expression).contains("job=\"$job\"");
      shown.addAll(found("(strongroom_\\w+)", expression));
    }
    // All that there is can be seen, but for what says the same in other words or comes with keys.
    Set<String> unseen = new TreeSet<>(metrics.keySet());
    unseen.removeAll(shown);
    assertThat(unseen)
        .containsExactly(
            "strongroom_service_inference_backend_out_since_seconds",
            "strongroom_service_inference_keys_at_budget");
  }

  @Test
  void theDashboardIsJsonWhosePanelsDoNotOverlap() {
    try (JsonParser json =
        JsonFactory.builder().build().createParser(ObjectReadContext.empty(), dashboard)) {
      assertThat(json.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      json.skipChildren();
      assertThat(json.nextToken()).isNull();
    }
    List<int[]> places =
        Pattern.compile(
                "\"gridPos\": \\{\\s*\"x\": (\\d+),\\s*\"y\": (\\d+),\\s*\"w\": (\\d+),\\s*\"h\": (\\d+)")
            .matcher(dashboard)
            .results()
            .map(one ->
                Stream.of(1, 2, 3, 4).mapToInt(i -> Integer.parseInt(one.group(i))).toArray())
            .toList();
    Set<String> taken = new HashSet<>();
    for (int[] place : places) {
      for (int x = place[0]; x < place[0] + place[2]; x++) {
        for (int y = place[1]; y < place[1] + place[3]; y++) {
          assertThat(x).isLessThan(24);
          assertThat(taken.add(x + "," + y)).as("panels overlap at " + x + "," + y).isTrue();
        }
      }
    }
    assertThat(found("\"id\": (\\d+)", dashboard)).hasSameSizeAs(places).doesNotHaveDuplicates();
  }

  @Test
  void alertsAskForWhatThereIsAndAreExplained() throws IOException {
    List<String> rules = new ArrayList<>(List.of(alerts.split("(?m)^      - alert: ")));
    String head = rules.removeFirst();
    assertThat(head).contains("groups:");
    List<String> names = new ArrayList<>();
    for (String rule : rules) {
      String name = rule.lines().findFirst().orElseThrow();
      names.add(name);
      String expression =
          rule.replaceAll("(?s).*\\n        expr: (.*?)\\n        (?:for|labels):.*", "$1");
      assertThat(labels(expression)).as(name).containsAll(found("\\$labels\\.(\\w+)", rule));
      assertThat(rule)
          .containsPattern("severity: (page|ticket)\n")
          .contains("runbook: docs/operations.md#" + name.toLowerCase(Locale.ROOT) + "\n");
    }
    assertThat(found("(?m)^### (Strongroom\\w+)$", Files.readString(DOCS.resolve("operations.md"))))
        .containsExactlyElementsOf(names);
  }

  @Test
  void pagesNameMetricsThatThereAre() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(DOCS.resolve("operations.md")));
    try (Stream<Path> runbook = Files.list(DOCS.resolve("runbook"))) {
      pages.addAll(runbook.toList());
    }
    for (Path page : pages) {
      for (String name : found("(strongroom_\\w*[a-z])\\b", Files.readString(page))) {
        assertThat(metrics).as(page.toString()).containsKey(name);
      }
    }
  }
}
