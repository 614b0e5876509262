// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.cli.deploy.AwsPlace;
import dev.strongroom.cli.deploy.DeployException;
import picocli.CommandLine.Option;

/// Where in AWS.
final class AwsPlaceOptions {
  @Option(
      names = "--deployment",
      required = true,
      paramLabel = "NAME",
      description = "As in the enclave's measured configuration.")
  private String deployment = "";

  @Option(
      names = "--region",
      required = true,
      paramLabel = "REGION",
      description = "Such as eu-central-1.")
  private String region = "";

  @Option(
      names = "--account",
      required = true,
      paramLabel = "DIGITS",
      description = "The 12 digits of the account.")
  private String account = "";

  @Option(
      names = "--key-administrator",
      required = true,
      paramLabel = "ARN",
      description = {
        "The role that alone may change the key's policy, and so can release the root secret to any",
        "image: let it take several people."
      })
  private String administrator = "";

  @Option(
      names = "--born",
      description = "The root secret was made: from now on it is released, and no second one made.")
  private boolean born;

  /// Made by the command-line library, which sets the fields.
  AwsPlaceOptions() {}

  /// @param role of the host's instance; empty for one that is made for this deployment
  AwsPlace place(String role) throws UsageException {
    try {
      return AwsPlace.of(deployment, region, account, administrator, role);
    } catch (DeployException e) {
      throw new UsageException(String.valueOf(e.getMessage()));
    }
  }

  boolean born() {
    return born;
  }
}
