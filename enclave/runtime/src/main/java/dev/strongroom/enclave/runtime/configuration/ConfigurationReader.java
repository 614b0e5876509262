// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.configuration;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.HandOver;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Kms;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Operator;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Quorum;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Simulated;
import dev.strongroom.enclave.runtime.egress.EgressRule;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Reads configurations; whatever isn't known is refused.
final class ConfigurationReader {
  private static final int VERSION = 1;
  private static final Set<String> MEMBERS =
      Set.of(
          "version",
          "comment",
          "deployment",
          "rootSecret",
          "egress",
          "heirs",
          "evidence",
          "gpus",
          "application",
          "environment",
          "temporary",
          "settings");
  private static final int KEY = 32;
  private static final int MOST_TEMPORARY = 1 << 20;
  // Lower ones are for the privileged, and no application is.
  private static final int LOWEST_PORT = 1024;
  private static final int MOST_PORTS = 65_535;
  private static final int MOST_OPERATORS = 255;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");
  private static final Pattern CLASS =
      Pattern.compile("[\\p{L}_$][\\p{L}\\p{N}_$]*([.][\\p{L}_$][\\p{L}\\p{N}_$]*)*");
  private static final Pattern VARIABLE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

  private ConfigurationReader() {}

  static EnclaveConfiguration read(Bytes text) throws MalformedJsonException {
    JsonNode root = JsonNode.parse(decoded(text));
    root.onlyMembers(MEMBERS);
    root.member("version").integer(VERSION, VERSION);
    RootSecretConfiguration source = rootSecret(root.member("rootSecret"));
    Optional<JsonNode> heirs = root.optional("heirs");
    Optional<AppraisalPolicy> heirsPolicy =
        heirs.isPresent() ? Optional.of(PolicyFile.read(heirs.get())) : Optional.empty();
    return new EnclaveConfiguration(
        matching(root.member("deployment"), NAME, "lower-case letters, digits, dots and hyphens"),
        source,
        egress(root.optional("egress"), source),
        heirsPolicy,
        simulatedEvidence(root.optional("evidence")),
        GpuConfiguration.read(root.optional("gpus")),
        application(root.optional("application")),
        environment(root.optional("environment")),
        temporary(root.optional("temporary")),
        settings(root.optional("settings")),
        text);
  }

  private static OptionalInt temporary(Optional<JsonNode> node) throws MalformedJsonException {
    return node.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(node.get().integer(1, MOST_TEMPORARY));
  }

  private static String decoded(Bytes text) throws MalformedJsonException {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(text.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException("", "not UTF-8");
    }
  }

  private static RootSecretConfiguration rootSecret(JsonNode node) throws MalformedJsonException {
    JsonNode source = node.member("source");
    return switch (source.text()) {
      case "simulated" -> {
        node.onlyMembers(Set.of("source"));
        yield new Simulated();
      }
      case "kms" -> KmsReader.source(node);
      case "quorum" -> quorum(node);
      case "hand-over" -> handOver(node);
      default -> throw source.error("simulated, kms, quorum or hand-over is needed");
    };
  }

  private static Quorum quorum(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("source", "threshold", "operators"));
    List<Operator> operators = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    for (JsonNode item : node.member("operators").items()) {
      item.onlyMembers(Set.of("name", "encryptionKey", "signingKey"));
      Operator operator =
          new Operator(
              matching(item.member("name"), NAME, "a short name"),
              key(item.member("encryptionKey")),
              key(item.member("signingKey")));
      // One person with two shares would be a quorum of one.
      if (!seen.add(operator.name())
          || !seen.add(operator.encryptionKey())
          || !seen.add(operator.signingKey())) {
        throw item.error("an operator's name and keys are its own");
      }
      operators.add(operator);
    }
    if (operators.size() > MOST_OPERATORS) {
      throw node.member("operators").error("more than " + MOST_OPERATORS);
    }
    return new Quorum(node.member("threshold").integer(2, operators.size()), operators);
  }

  private static HandOver handOver(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("source", "sibling", "policy", "identityKey", "keep"));
    Optional<JsonNode> identity = node.optional("identityKey");
    return new HandOver(
        place(node.member("sibling")),
        PolicyFile.read(node.member("policy")),
        identity.isPresent() ? Optional.of(key(identity.get())) : Optional.empty(),
        KmsReader.keep(node.optional("keep"), identity.isPresent()));
  }

  private static boolean simulatedEvidence(Optional<JsonNode> node) throws MalformedJsonException {
    if (node.isEmpty()) {
      return false;
    }
    return switch (node.get().text()) {
      case "hardware" -> false;
      case "simulated" -> true;
      default -> throw node.get().error("hardware or simulated is needed");
    };
  }

  private static Optional<ApplicationConfiguration> application(Optional<JsonNode> node)
      throws MalformedJsonException {
    if (node.isEmpty()) {
      return Optional.empty();
    }
    JsonNode application = node.get();
    application.onlyMembers(Set.of("main", "arguments", "port"));
    List<String> arguments = new ArrayList<>();
    Optional<JsonNode> list = application.optional("arguments");
    if (list.isPresent()) {
      for (JsonNode item : list.get().items()) {
        arguments.add(item.anyText());
      }
    }
    return Optional.of(
        new ApplicationConfiguration(
            matching(application.member("main"), CLASS, "the name of a class"),
            arguments,
            application.member("port").integer(LOWEST_PORT, MOST_PORTS)));
  }

  private static SortedMap<String, String> environment(Optional<JsonNode> node)
      throws MalformedJsonException {
    SortedMap<String, String> environment = new TreeMap<>();
    if (node.isPresent()) {
      for (String name : node.get().names()) {
        JsonNode value = node.get().member(name);
        if (!VARIABLE.matcher(name).matches() || value.anyText().indexOf('\0') >= 0) {
          throw value.error("no environment variable can be called so, or have a NUL");
        }
        environment.put(name, value.anyText());
      }
    }
    return environment;
  }

  private static SortedMap<String, JsonNode> settings(Optional<JsonNode> node)
      throws MalformedJsonException {
    SortedMap<String, JsonNode> settings = new TreeMap<>();
    if (node.isPresent()) {
      for (String name : node.get().names()) {
        JsonNode value = node.get().member(name);
        if (!NAME.matcher(name).matches()) {
          throw value.error("settings are named like deployments");
        }
        settings.put(name, value);
      }
    }
    return settings;
  }

  /// What the source of the root secret needs is allowed without saying it twice.
  private static List<String> egress(Optional<JsonNode> list, RootSecretConfiguration source)
      throws MalformedJsonException {
    Set<String> places = new HashSet<>();
    if (list.isPresent()) {
      for (JsonNode item : list.get().items()) {
        if (!places.add(place(item))) {
          throw item.error("listed twice");
        }
      }
    }
    switch (source) {
      case Kms kms -> places.add(kms.endpoint());
      case HandOver handOver -> {
        places.add(handOver.sibling());
        handOver.keep().ifPresent(kms -> places.add(kms.endpoint()));
      }
      case Simulated _, Quorum _ -> {
        // Neither connects to anything.
      }
    }
    return places.stream().sorted().toList();
  }

  /// What a connection can be allowed to, and nothing else.
  static String place(JsonNode node) throws MalformedJsonException {
    try {
      return EgressRule.parse(node.text()).toString();
    } catch (IllegalArgumentException e) {
      throw node.error(String.valueOf(e.getMessage()));
    }
  }

  private static Bytes key(JsonNode node) throws MalformedJsonException {
    try {
      Bytes key = Bytes.fromHex(node.text());
      if (key.length() == KEY) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw node.error(2 * KEY + " hexadecimal digits are needed");
  }

  static String matching(JsonNode node, Pattern pattern, String wanted)
      throws MalformedJsonException {
    String text = node.text();
    if (!pattern.matcher(text).matches()) {
      throw node.error(wanted + " is needed");
    }
    return text;
  }
}
