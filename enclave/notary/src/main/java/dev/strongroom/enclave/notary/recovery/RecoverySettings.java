// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.recovery;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Who may let a log go on that lost entries, as the measured configuration says.
///
/// @param threshold how many of them have to sign, at least 2
/// @param operators with names and keys of their own
public record RecoverySettings(int threshold, List<Operator> operators) {
  private static final int LEAST = 2;
  private static final int MOST = 255;
  private static final int KEY = 32;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");

  /// An operator.
  ///
  /// @param name for people
  /// @param signingKey Ed25519, 32 bytes
  public record Operator(String name, Bytes signingKey) {}

  /// Copies the list.
  public RecoverySettings {
    operators = List.copyOf(operators);
  }

  /// Reads settings.
  ///
  /// @throws MalformedJsonException if they aren't any; says where and why
  public static RecoverySettings parse(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(Set.of("threshold", "operators"));
    List<Operator> operators = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    for (JsonNode item : node.member("operators").items()) {
      item.onlyMembers(Set.of("name", "signingKey"));
      Operator operator = new Operator(name(item.member("name")), key(item.member("signingKey")));
      // One person under two names would be a quorum of one.
      if (!seen.add(operator.name()) || !seen.add(operator.signingKey())) {
        throw item.error("an operator's name and key are its own");
      }
      operators.add(operator);
    }
    if (operators.size() > MOST) {
      throw node.member("operators").error("more than " + MOST);
    }
    return new RecoverySettings(
        node.member("threshold").integer(LEAST, operators.size()), operators);
  }

  /// Their names.
  public List<String> names() {
    return operators.stream().map(Operator::name).toList();
  }

  private static String name(JsonNode node) throws MalformedJsonException {
    if (NAME.matcher(node.text()).matches()) {
      return node.text();
    }
    throw node.error("a short name is needed");
  }

  private static Bytes key(JsonNode node) throws MalformedJsonException {
    try {
      Bytes key = Bytes.fromHex(node.text());
      if (key.length() == KEY && key.hex().equals(node.text())) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw node.error("64 lower-case hexadecimal digits are needed");
  }
}
