// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.enclave.inference.GatewayWorld.Reply;
import dev.strongroom.enclave.notary.fixtures.MemoryStorage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What the host gets to know of budgets that end.
class BudgetFiguresTest {
  private final KeyWorld keys = new KeyWorld();

  private void uses(GatewayWorld world, String key, int tokens) throws Exception {
    keys.backend.does(
        ScriptedBackend.json(
            200, "{\"usage\":{\"prompt_tokens\":" + tokens + ",\"completion_tokens\":0}}"));
    Reply _ = KeyWorld.ask(world, key).whole();
  }

  private static List<String> figures(GatewayWorld world) {
    return world.figures().stream().filter(line -> line.contains("keys_at_budget")).toList();
  }

  private static String line(String budget, int percent, int count) {
    return "inference_keys_at_budget{budget=" + budget + ", percent=" + percent + "} " + count;
  }

  @Test
  void countsKeysAtEachPartOfABudget() throws Exception {
    try (GatewayWorld world = keys.on(new MemoryStorage())) {
      String key = keys.key(world, ",\"tokens\":1000");
      String other = keys.key(world, ",\"tokens\":1000");
      uses(world, key, 499);
      assertThat(figures(world)).isEmpty();
      uses(world, key, 1);
      assertThat(figures(world)).containsExactly(line("tokens", 50, 1));
      uses(world, other, 800);
      assertThat(figures(world))
          .containsExactlyInAnyOrder(line("tokens", 50, 2), line("tokens", 80, 1));
      uses(world, other, 300);
      assertThat(figures(world))
          .containsExactlyInAnyOrder(
              line("tokens", 50, 2), line("tokens", 80, 1), line("tokens", 100, 1));
      KeyWorld.ask(world, other).refused(429, "token-budget");
      // Nothing says which they are.
      assertThat(String.join("", world.figures()))
          .doesNotContain(key.substring(3, 19), other.substring(3, 19));
      keys.administer(world, "DELETE", KeyWorld.path(other), "").whole();
      assertThat(figures(world)).containsExactly(line("tokens", 50, 1));
    }
  }

  @Test
  void countsPeriodsAndMoneyApartAndBeginsThemAnew() throws Exception {
    try (GatewayWorld world = keys.on(new MemoryStorage())) {
      // A token of a request costs 3.
      String key =
          keys.key(
              world,
              ",\"money\":6000,\"budgets\":{\"day\":{\"tokens\":1000},\"month\":{\"money\":3000}}");
      uses(world, key, 1000);
      assertThat(figures(world))
          .containsExactlyInAnyOrder(
              line("money", 50, 1),
              line("day.tokens", 50, 1),
              line("day.tokens", 80, 1),
              line("day.tokens", 100, 1),
              line("month.money", 50, 1),
              line("month.money", 80, 1),
              line("month.money", 100, 1));
      world.pass(Duration.ofDays(1));
      assertThat(figures(world)).noneMatch(line -> line.contains("day.")).hasSize(4);
      world.pass(Duration.ofDays(31));
      assertThat(figures(world)).containsExactly(line("money", 50, 1));
    }
  }

  @Test
  void keysThatHaveExpiredDontCount() throws Exception {
    try (GatewayWorld world = keys.on(new MemoryStorage())) {
      String end = world.now().plus(Duration.ofHours(1)).toString();
      String key = keys.key(world, ",\"tokens\":1000,\"expires\":\"" + end + "\"");
      uses(world, key, 600);
      assertThat(figures(world)).containsExactly(line("tokens", 50, 1));
      world.pass(Duration.ofHours(1));
      assertThat(figures(world)).isEmpty();
    }
  }

  /// What `docs/metrics.md` says of a gateway, which dashboard and alerts are held against.
  @Test
  void areThoseOfTheDocumentation() throws Exception {
    Set<String> documented =
        Pattern.compile("(?m)^\\| `(strongroom_service_inference_\\w+)` \\|([^|]*)\\|")
            .matcher(Files.readString(Path.of("../../docs/metrics.md")))
            .results()
            .map(row -> row.group(1) + "[" + row.group(2).strip().replace("`", "") + "]")
            .collect(Collectors.toCollection(TreeSet::new));
    try (GatewayWorld world = keys.on(new MemoryStorage())) {
      uses(world, keys.key(world, ",\"tokens\":1000"), 600);
      assertThat(world.named()).isEqualTo(documented).hasSizeGreaterThan(5);
    }
  }
}
