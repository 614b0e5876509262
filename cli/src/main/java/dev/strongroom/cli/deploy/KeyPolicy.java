// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli.deploy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.nitro.Pcrs;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The policy of the KMS key that a deployment's root secret is encrypted under: released to the
/// measured images on this role's instances, and to nobody else (`docs/root-secret.md`).
///
/// Every condition is demanded twice. The statement that allows names them all; for each there is
/// one that denies where it isn't met, since conditions of one statement have to hold together, and
/// since a later statement that allows more must not get past them. `StringNotEquals` also holds
/// where the request has no evidence at all.
final class KeyPolicy {
  private static final String EVIDENCE = "kms:RecipientAttestation:";
  private static final String CONTEXT = "kms:EncryptionContext:strongroom:deployment";
  private static final Bytes DEBUG = Bytes.zeros(Pcrs.LENGTH);

  private static final String ALL = "\"kms:Decrypt\", \"kms:GenerateDataKey\"";

  private KeyPolicy() {}

  /// What the host may ask for, as JSON without its brackets.
  ///
  /// @param born whether the secret was made
  static String actions(boolean born) {
    return born ? "\"kms:Decrypt\"" : ALL;
  }

  /// The policy as JSON.
  ///
  /// @param images those that may have the secret; empty: nobody yet
  /// @param born whether the secret was made: then no second one is
  /// @throws DeployException if some images are signed and some aren't, or one has the measurements
  ///   of debug mode
  static String json(AwsPlace place, List<ReleasedImage> images, boolean born)
      throws DeployException {
    return json(place, images, born, false);
  }

  /// The policy as JSON.
  ///
  /// @param images those that may have the secret; empty: nobody yet
  /// @param born whether the secret was made: then no second one is
  /// @param last whether nobody may change the policy any more, the administrator included
  /// @throws DeployException if some images are signed and some aren't, one has the measurements of
  ///   debug mode, or a last policy would release to nobody
  static String json(AwsPlace place, List<ReleasedImage> images, boolean born, boolean last)
      throws DeployException {
    if (last && images.isEmpty()) {
      throw new DeployException("a final policy without an image would release nothing, for good");
    }
    List<String> statements = new ArrayList<>();
    if (images.isEmpty()) {
      statements.add(denied("NobodyYet", ALL, ""));
    } else {
      Map<String, List<String>> conditions = conditions(place, images);
      statements.add(
          last
              ? allowed(FinalKeyPolicy.account(place), actions(born), withRole(place, conditions))
              : allowed(place.role(), actions(born), conditions));
      conditions.forEach((key, values) ->
          statements.add(
              denied(
                  "Without" + key.replaceAll("^.*:", "").replace("deployment", "TheDeployment"),
                  ALL,
                  condition("StringNotEquals", Map.of(key, values)))));
      statements.add(
          denied(
              "NeverInDebugMode",
              ALL,
              condition("StringEquals", Map.of(EVIDENCE + "ImageSha384", List.of(DEBUG.hex())))));
      if (born) {
        statements.add(denied("NoSecondSecret", "\"kms:GenerateDataKey\"", ""));
      }
    }
    statements.add(
        denied(
            "NoWayAround",
            "\"kms:Encrypt\", \"kms:ReEncrypt*\", \"kms:GenerateDataKeyWithoutPlaintext\","
                + " \"kms:GenerateDataKeyPair*\", \"kms:CreateGrant\", \"kms:ImportKeyMaterial\","
                + " \"kms:ReplicateKey\"",
            ""));
    if (last) {
      statements.addAll(FinalKeyPolicy.statements(place));
    } else {
      statements.add(administratorsOnly(place));
      statements.add(administration(place));
    }
    return "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n"
        + String.join(",\n", statements)
        + "\n  ]\n}\n";
  }

  private static String administratorsOnly(AwsPlace place) {
    return denied(
        "OnlyTheAdministratorChangesThis",
        "\"kms:PutKeyPolicy\", \"kms:ScheduleKeyDeletion\", \"kms:DisableKey\","
            + " \"kms:DeleteAlias\", \"kms:UpdateAlias\"",
        condition("StringNotEquals", Map.of("aws:PrincipalArn", List.of(place.administrator()))));
  }

  /// The role by its name instead of by its identity, which a role that is made anew doesn't have.
  private static Map<String, List<String>> withRole(
      AwsPlace place, Map<String, List<String>> conditions) {
    Map<String, List<String>> all = new LinkedHashMap<>(conditions);
    all.put("aws:PrincipalArn", List.of(place.role()));
    return all;
  }

  private static Map<String, List<String>> conditions(AwsPlace place, List<ReleasedImage> images)
      throws DeployException {
    Map<String, Set<String>> pcrs = new LinkedHashMap<>();
    for (ReleasedImage image : images) {
      if (image.measured().pcr0().equals(DEBUG)) {
        throw new DeployException(image.file() + " would be measured as in debug mode");
      }
      put(pcrs, "ImageSha384", image.measured().pcr0());
      put(pcrs, "PCR1", image.measured().pcr1());
      put(pcrs, "PCR2", image.measured().pcr2());
      image.measured().pcr8().ifPresent(signer -> put(pcrs, "PCR8", signer));
    }
    long signed = images.stream().filter(image -> image.measured().pcr8().isPresent()).count();
    if (signed != 0 && signed != images.size()) {
      throw new DeployException("some images are signed and some aren't: sign all or none");
    }
    put(pcrs, "PCR3", Pcrs.extended(Bytes.copyOf(place.role().getBytes(StandardCharsets.UTF_8))));
    Map<String, List<String>> conditions = new LinkedHashMap<>();
    pcrs.forEach((name, values) -> conditions.put(EVIDENCE + name, List.copyOf(values)));
    conditions.put(CONTEXT, List.of(place.deployment()));
    return conditions;
  }

  private static void put(Map<String, Set<String>> pcrs, String name, Bytes value) {
    pcrs.computeIfAbsent(name, _ -> new TreeSet<>()).add(value.hex());
  }

  private static String allowed(
      String principal, String actions, Map<String, List<String>> conditions) {
    return """
    {
      "Sid": "ReleaseToTheMeasuredImage",
      "Effect": "Allow",
      "Principal": {"AWS": "%s"},
      "Action": [%s],
      "Resource": "*"%s
    }\
    """
        .formatted(principal, actions, condition("StringEquals", conditions))
        .replaceAll("(?m)^", "    ");
  }

  static String denied(String sid, String actions, String condition) {
    return """
    {
      "Sid": "%s",
      "Effect": "Deny",
      "Principal": "*",
      "Action": [%s],
      "Resource": "*"%s
    }\
    """
        .formatted(sid, actions, condition)
        .replaceAll("(?m)^", "    ");
  }

  private static String condition(String operator, Map<String, List<String>> keys) {
    return keys.entrySet().stream()
        .map(key ->
            "      \""
                + key.getKey()
                + "\": ["
                + key.getValue().stream()
                    .map(value -> "\n        \"" + value + "\"")
                    .collect(Collectors.joining(","))
                + "\n      ]")
        .collect(
            Collectors.joining(
                ",\n", ",\n  \"Condition\": {\n    \"" + operator + "\": {\n", "\n    }\n  }"));
  }

  private static String administration(AwsPlace place) {
    return """
    {
      "Sid": "Administration",
      "Effect": "Allow",
      "Principal": {"AWS": "%s"},
      "Action": [
        "kms:DescribeKey", "kms:GetKeyPolicy", "kms:GetKeyRotationStatus", "kms:ListResourceTags",
        "kms:ListKeyPolicies", "kms:PutKeyPolicy", "kms:EnableKey", "kms:DisableKey",
        "kms:CreateAlias", "kms:UpdateAlias", "kms:DeleteAlias",
        "kms:ScheduleKeyDeletion", "kms:CancelKeyDeletion"
      ],
      "Resource": "*"
    }\
    """
        .formatted(place.administrator())
        .replaceAll("(?m)^", "    ");
  }
}
