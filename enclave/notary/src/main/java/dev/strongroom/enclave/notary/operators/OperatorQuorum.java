// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.operators;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.ledger.operators.OperatorSignature;
import dev.strongroom.ledger.operators.OperatorStatement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Operators of whom so many have to sign a statement, as the measured configuration says.
///
/// @param threshold how many of them have to sign, at least 2
/// @param operators with names and keys of their own
public record OperatorQuorum(int threshold, List<Operator> operators) {
  private static final int LEAST = 2;
  private static final int MOST = 255;
  private static final int KEY = 32;
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{0,62}");

  /// The settings' members that [#read] reads.
  public static final Set<String> MEMBERS = Set.of("threshold", "operators");

  /// Why signatures aren't a quorum's.
  public enum Lacking {
    /// Somebody signed whom the measured configuration doesn't name, or by another key.
    UNKNOWN_OPERATOR,
    /// An operator's signature is wrong.
    SIGNATURE_WRONG,
    /// Fewer operators signed than are needed.
    TOO_FEW
  }

  /// An operator.
  ///
  /// @param name for people
  /// @param signingKey Ed25519, 32 bytes
  public record Operator(String name, Bytes signingKey) {}

  /// Copies the list.
  public OperatorQuorum {
    operators = List.copyOf(operators);
  }

  /// Reads settings that say nothing else.
  ///
  /// @throws MalformedJsonException if they aren't any; says where and why
  public static OperatorQuorum parse(JsonNode node) throws MalformedJsonException {
    node.onlyMembers(MEMBERS);
    return read(node);
  }

  /// Reads members of settings.
  ///
  /// @param node with at least [#MEMBERS]
  /// @throws MalformedJsonException if they aren't any; says where and why
  public static OperatorQuorum read(JsonNode node) throws MalformedJsonException {
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
    return new OperatorQuorum(node.member("threshold").integer(LEAST, operators.size()), operators);
  }

  /// Checks that a quorum signed.
  ///
  /// @param signatures each operator's name once
  /// @return what is wrong; empty if nothing is
  public Optional<Lacking> lacking(
      OperatorStatement statement, List<OperatorSignature> signatures) {
    Map<String, Bytes> keys = new HashMap<>();
    operators.forEach(operator -> keys.put(operator.name(), operator.signingKey()));
    Bytes signed = statement.signed();
    for (OperatorSignature signature : signatures) {
      if (!signature.key().equals(keys.get(signature.operator()))) {
        return Optional.of(Lacking.UNKNOWN_OPERATOR);
      }
      if (!signature.good(signed)) {
        return Optional.of(Lacking.SIGNATURE_WRONG);
      }
    }
    // Each name is there once, and so is each key in the settings.
    return signatures.size() < threshold ? Optional.of(Lacking.TOO_FEW) : Optional.empty();
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
