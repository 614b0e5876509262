// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.cli.deploy.DeployException;
import dev.strongroom.cli.deploy.Kubernetes;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom deploy kubernetes`: nodes with Nitro Enclaves.
@Command(
    name = "kubernetes",
    description = {
      "Writes manifests, a container's recipe and the policies of key and nodes for Kubernetes whose",
      "nodes have Nitro Enclaves and AWS's device plugin for them (docs/deploy.md)."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom deploy kubernetes --deployment payments --region eu-central-1 \\",
      "    --account 111122223333 --key-administrator arn:aws:iam::111122223333:role/keys \\",
      "    --node-role arn:aws:iam::111122223333:role/enclave-nodes --image app.eif -o deploy",
      "",
      "Exit status: 0 written, 2 it can't be, or wrong usage."
    })
final class DeployKubernetesCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private AwsPlaceOptions aws = new AwsPlaceOptions();

  @Option(
      names = "--node-role",
      required = true,
      paramLabel = "ARN",
      description = "The role of the nodes' instances, whose credentials the host uses.")
  private String nodeRole = "";

  @Mixin private DeployImages images = new DeployImages();

  @Mixin private DeployFolderOptions folder = new DeployFolderOptions();

  DeployKubernetesCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    try {
      return folder.write(
          console,
          new Kubernetes(aws.place(nodeRole), images.measured(console), aws.born(), images.cpus())
              .files());
    } catch (DeployException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
