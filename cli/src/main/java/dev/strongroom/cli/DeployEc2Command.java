// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.cli.deploy.AwsPlace;
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
      "makes the key, whose ARN goes into the image.",
      "",
      "With --final nobody may ever change the policy again, the account's root included."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Examples:",
      "  strongroom deploy ec2 --deployment payments --region eu-central-1 --account 111122223333 \\",
      "    --key-administrator arn:aws:iam::111122223333:role/keys -o deploy",
      "  the same with --image app.eif --renew, once the image is built",
      "  the same with --image app.eif --renew --final --keep, for an heir that keeps its secret",
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

  @Option(
      names = "--final",
      description = {
        "Nobody may change the key's policy any more, or delete the key: THERE IS NO WAY BACK. With",
        "--image, and with --born or --keep."
      })
  private boolean last;

  @Option(
      names = "--keep",
      description = {
        "With --final: the images keep under this key what a sibling hands over (rootSecret.keep), so",
        "they may make data keys for good."
      })
  private boolean keep;

  @Option(
      names = "--generation",
      paramLabel = "N",
      defaultValue = "1",
      description = {
        "2 and so on where an earlier image's key is final: key, role and instance get this number in",
        "their names, and stand beside the earlier ones. Default: 1, without a number."
      })
  private int generation = 1;

  @Mixin private DeployFolderOptions folder = new DeployFolderOptions();

  DeployEc2Command(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws UsageException {
    if (port < 1 || port > 65_535) {
      throw new UsageException("--port is one from 1 to 65535");
    }
    if (generation < 1 || generation > 99) {
      throw new UsageException("--generation is a number from 1 to 99");
    }
    if (keep && (!last || aws.born())) {
      throw new UsageException(
          "--keep is for --final, and not for --born: data keys are made later");
    }
    // Whatever may make root secrets for good would let a host that hides the first have another.
    if (last && !keep && !aws.born()) {
      throw new UsageException(
          "--final needs --born (KMS made the root secret) or --keep (it is handed over)");
    }
    AwsPlace place = aws.place("");
    try {
      return folder.write(
          console,
          new Ec2(
                  generation == 1 ? place : place.generation(generation),
                  images.measured(console),
                  aws.born(),
                  last,
                  port,
                  images.cpus())
              .files());
    } catch (DeployException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }
}
