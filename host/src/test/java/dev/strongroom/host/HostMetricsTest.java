// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.strongroom.host.egress.EgressAddresses;
import dev.strongroom.host.launch.FakeEnclaves;
import dev.strongroom.host.metrics.Asked;
import dev.strongroom.host.wire.UnixWire;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The page of a host has what `docs/metrics.md` says, which dashboard and alerts are held against.
@Timeout(60)
class HostMetricsTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(strongroom_\\w+)` \\|([^|]*)\\|");
  private static final Pattern SAMPLE =
      Pattern.compile("(?m)^(strongroom_\\w+)(?:\\{([^}]*)\\})? \\S+$");

  @TempDir private Path wire = Path.of("");

  @Test
  void areThoseOfTheDocumentation() throws Exception {
    Set<String> documented =
        ROW.matcher(Files.readString(Path.of("../docs/metrics.md")))
            .results()
            .filter(row -> !row.group(1).startsWith("strongroom_service_"))
            .map(row -> row.group(1) + "[" + row.group(2).strip().replace("`", "") + "]")
            .collect(Collectors.toCollection(TreeSet::new));
    HostSettings settings =
        new HostSettings(
            new UnixWire(wire)::listen,
            FakeEnclaves.launcher(wire, "well"),
            FakeEnclaves.HURRIED,
            List.of(new EgressService(new EgressAddresses(List.of()))),
            ANY_PORT,
            Optional.of(ANY_PORT),
            _ -> {});
    String page;
    try (Host host = Host.start(settings)) {
      page = Asked.of(host.metricsAddress().orElseThrow(), "GET", "/metrics").body();
    }
    Set<String> shown =
        SAMPLE
            .matcher(page)
            .results()
            .map(sample ->
                sample.group(1)
                    + "["
                    + Optional.ofNullable(sample.group(2)).orElse("").replaceAll("=\"[^\"]*\"", "")
                    + "]")
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(shown).isEqualTo(documented).hasSizeGreaterThan(15);
  }
}
