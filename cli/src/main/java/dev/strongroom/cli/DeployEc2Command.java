// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.cli.deploy.DeployException;
import dev.strongroom.cli.deploy.Ec2;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `strongroom deploy ec2`: instances with Nitro Enclaves.
@Command(
    name = "ec2",
    description = {
      "Writes Terraform, the policies of key and role, and the host's systemd unit for EC2 with Nitro",
      "Enclaves (docs/deploy.md).",
      "",
      "The key's policy releases the root secret to the images' PCR 0, 1, 2 and 8 on instances of this",
      "role (PCR 3), and denies everything else. Without an image it denies everybody: the first call",
      "makes the key, whose ARN goes into the image."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom deploy ec2 --deployment payments --region eu-central-1 --account 111122223333 \\",
      "    --key-administrator arn:aws:iam::111122223333:role/keys -o deploy",
      "  the same with --image app.eif --renew, once the image is built",
      "",
      "Exit status: 0 written, 2 it can't be, or wrong usage."
    })
final class DeployEc2Command implements Callable<Integer> {
  private final Console console;

  @Mixin private AwsPlaceOptions aws = new AwsPlaceOptions();

  @Mixin private DeployImages images = new DeployImages();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      defaultValue = "443",
      description = "Where clients connect. Default: 443.")
  private int port = 443;

  @Mixin private DeployFolderOptions folder = new DeployFolderOptions();

  DeployEc2Command(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    if (port < 1 || port > 65_535) {
      throw new UsageException("--port is one from 1 to 65535");
    }
    try {
      return folder.write(
          console,
          new Ec2(aws.place(""), images.measured(console), aws.born(), port, images.cpus())
              .files());
    } catch (DeployException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
