// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.launch;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Launchers of [FakeEnclave]s.
public final class FakeEnclaves {
  /// Hurried, so that tests of crashes end soon.
  public static final Patience HURRIED =
      new Patience(
          Duration.ofSeconds(20),
          Duration.ofSeconds(2),
          Duration.ofMillis(10),
          Duration.ofMillis(100),
          Duration.ofMinutes(1));

  private FakeEnclaves() {}

  /// A launcher of processes with this behaviour.
  public static SimulatedLauncher launcher(Path wire, String behaviour) {
    return new SimulatedLauncher(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            Path.of("target", "test-classes").toAbsolutePath().toString(),
            FakeEnclave.class.getName(),
            wire.toString(),
            behaviour),
        wire);
  }
}
