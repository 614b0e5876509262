// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

import java.util.regex.Pattern;

/// Where in AWS a deployment is, and who administers its key.
///
/// @param deployment the name in the enclave's measured configuration
/// @param region such as `eu-central-1`
/// @param account 12 digits
/// @param administrator the ARN of the role that may change the key's policy
/// @param role the ARN of the role of the instance that the host runs on, which PCR 3 is made of
public record AwsPlace(
    String deployment, String region, String account, String administrator, String role) {
  private static final Pattern DEPLOYMENT = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,38}[a-z0-9])?");
  private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern ROLE =
      Pattern.compile("arn:(aws[a-z-]*):iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,128}");

  /// Looks at each.
  ///
  /// @param role empty for one that is made for this deployment
  /// @throws DeployException if one isn't what it should be
  public static AwsPlace of(
      String deployment, String region, String account, String administrator, String role)
      throws DeployException {
    check(
        DEPLOYMENT,
        deployment,
        "--deployment has lower-case letters, digits, dots, hyphens; at most 40");
    check(REGION, region, "--region is one such as eu-central-1");
    check(ACCOUNT, account, "--account has 12 digits");
    check(ROLE, administrator, "--key-administrator is a role's ARN");
    String partition = partition(region);
    String hosts =
        role.isEmpty()
            ? "arn:" + partition + ":iam::" + account + ":role/" + name(deployment) + "-host"
            : role;
    check(ROLE, hosts, "the host's role is named by its ARN");
    AwsPlace place = new AwsPlace(deployment, region, account, administrator, hosts);
    if (!hosts.startsWith("arn:" + partition + ":iam::" + account + ":role/")) {
      throw new DeployException("the host's role is of another account or partition");
    }
    if (!administrator.startsWith("arn:" + place.partition() + ":")) {
      throw new DeployException(
          "--key-administrator isn't in the region's partition, " + place.partition());
    }
    if (administrator.equals(place.role())) {
      throw new DeployException(
          "--key-administrator is the role of the host: who uses the key may not change its policy");
    }
    return place;
  }

  private static void check(Pattern form, String value, String otherwise) throws DeployException {
    if (!form.matcher(value).matches()) {
      throw new DeployException(otherwise);
    }
  }

  /// The same for an image that comes after others, whose key, role and instance stand beside
  /// theirs: their names get a number.
  ///
  /// @param number from 2
  public AwsPlace generation(int number) {
    return new AwsPlace(
        deployment,
        region,
        account,
        administrator,
        role.replaceFirst("-host$", "-" + number + "-host"));
  }

  /// What AWS calls this group of regions.
  String partition() {
    return partition(region);
  }

  private static String partition(String region) {
    if (region.startsWith("cn-")) {
      return "aws-cn";
    }
    return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
  }

  /// For what AWS and Kubernetes want named without dots.
  String name() {
    return name(deployment);
  }

  private static String name(String deployment) {
    return "strongroom-" + deployment.replace('.', '-');
  }
}
