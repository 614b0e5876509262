// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

import java.util.List;

/// What makes a key's policy final: nobody may change it, delete or disable the key, or is allowed
/// anything but to look, and to bring the key back (`docs/deploy.md`, A final policy).
///
/// Nobody could mend it later, so it names roles only where a role that is deleted and made anew
/// does no harm: IAM turns a principal that was deleted into one that never comes back.
final class FinalKeyPolicy {
  private FinalKeyPolicy() {}

  /// The account as a principal: what IAM's policies in it allow as well.
  static String account(AwsPlace place) {
    return "arn:" + place.partition() + ":iam::" + place.account() + ":root";
  }

  /// The statements.
  static List<String> statements(AwsPlace place) {
    return List.of(
        KeyPolicy.denied(
            "NobodyChangesThis",
            "\"kms:PutKeyPolicy\", \"kms:ScheduleKeyDeletion\", \"kms:DisableKey\","
                + " \"kms:DeleteAlias\", \"kms:UpdateAlias\"",
            ""),
        looking(place));
  }

  /// The administrator is named too, whose rights come from here and from no policy of IAM's.
  private static String looking(AwsPlace place) {
    return """
    {
      "Sid": "LookingAndBringingBack",
      "Effect": "Allow",
      "Principal": {"AWS": ["%s", "%s"]},
      "Action": [
        "kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags",
        "kms:ListKeyPolicies", "kms:ListGrants", "kms:EnableKey", "kms:CancelKeyDeletion"
      ],
      "Resource": "*"
    }\
    """
        .formatted(account(place), place.administrator())
        .replaceAll("(?m)^", "    ");
  }
}
