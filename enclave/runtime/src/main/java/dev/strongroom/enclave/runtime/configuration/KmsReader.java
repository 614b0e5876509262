// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.configuration;

import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Kms;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads which KMS key is meant.
final class KmsReader {
  private static final Pattern REGION = Pattern.compile("[a-z]{2}(-[a-z]+)+-[0-9]{1,2}");
  private static final Pattern ARN =
      Pattern.compile("arn:(aws[a-z-]*):kms:([a-z0-9-]+):[0-9]{12}:key/[0-9A-Za-z-]{1,64}");

  private KmsReader() {}

  /// The source of a root secret.
  static Kms source(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("source", "region", "key", "endpoint"));
    return key(node);
  }

  /// The key under which an heir keeps its root secret.
  ///
  /// @param pinned whether the identity key is: the host has what is kept, and nothing else says
  ///   whose it is
  static Optional<Kms> keep(Optional<JsonNode> node, boolean pinned) throws MalformedJsonException {
    if (node.isEmpty()) {
      return Optional.empty();
    }
    node.get().onlyMembers(Set.of("region", "key", "endpoint"));
    if (!pinned) {
      throw node.get().error("\"identityKey\" is needed beside it");
    }
    return Optional.of(key(node.get()));
  }

  private static Kms key(JsonNode node) throws MalformedJsonException {
    String region =
        ConfigurationReader.matching(
            node.member("region"), REGION, "a region such as eu-central-1");
    JsonNode key = node.member("key");
    Matcher arn = ARN.matcher(key.text());
    if (!arn.matches()) {
      throw key.error("the ARN of a key, not of an alias, is needed");
    }
    if (!arn.group(2).equals(region)) {
      throw key.error("the key isn't in " + region);
    }
    Optional<JsonNode> endpoint = node.optional("endpoint");
    return new Kms(
        region,
        key.text(),
        endpoint.isPresent()
            ? ConfigurationReader.place(endpoint.get())
            : endpoint(node, region, arn.group(1)));
  }

  /// KMS's own name ("AWS KMS endpoints and quotas", AWS General Reference). Each partition of AWS
  /// has a domain of its own.
  private static String endpoint(JsonNode node, String region, String partition)
      throws MalformedJsonException {
    String domain =
        switch (partition) {
          case "aws", "aws-us-gov" -> ".amazonaws.com";
          case "aws-cn" -> ".amazonaws.com.cn";
          default -> throw node.error("\"endpoint\" is needed for partition " + partition);
        };
    return "kms." + region + domain + ":443";
  }
}
