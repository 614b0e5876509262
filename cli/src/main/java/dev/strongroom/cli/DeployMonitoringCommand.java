// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.cli.deploy.Monitoring;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `strongroom deploy monitoring`: a dashboard and alerts.
@Command(
    name = "monitoring",
    description = {
      "Writes a dashboard for Grafana, alerts for Prometheus, and how it gets the host's metrics",
      "(docs/operations.md)."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom deploy monitoring -o monitoring",
      "",
      "Exit status: 0 written, 2 it can't be, or wrong usage."
    })
final class DeployMonitoringCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private DeployFolderOptions folder = new DeployFolderOptions();

  DeployMonitoringCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    return folder.write(console, Monitoring.files());
  }
}
