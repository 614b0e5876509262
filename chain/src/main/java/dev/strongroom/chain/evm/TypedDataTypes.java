// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.chain.evm;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.chain.UndecodableException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The structs that typed data defines. Each is defined once, used by the primary type, and none
/// contains itself.
final class TypedDataTypes {
  /// What domains are of.
  static final String DOMAIN = "EIP712Domain";

  private static final int MAX_STRUCTS = 64;
  private static final int MAX_MEMBERS = 64;
  private static final Set<String> MEMBER_NAMES = Set.of("name", "type");

  /// What a domain may have, in this order (EIP-712, "Definition of domainSeparator").
  private static final List<Member> DOMAIN_MEMBERS =
      List.of(
          new Member("name", "string", FieldType.Simple.STRING),
          new Member("version", "string", FieldType.Simple.STRING),
          new Member("chainId", "uint256", new FieldType.Whole(false, FieldType.MAX_BITS)),
          new Member("verifyingContract", "address", FieldType.Simple.ADDRESS),
          new Member("salt", "bytes32", new FieldType.FixedBytes(FieldType.MAX_FIXED_BYTES)));

  private final Map<String, List<Member>> structs;
  private final Map<String, Bytes> hashes = new HashMap<>();

  private TypedDataTypes(Map<String, List<Member>> structs) {
    this.structs = structs;
  }

  /// A member of a struct.
  ///
  /// @param written the type as it is hashed
  record Member(String name, String written, FieldType type) {}

  /// @param primary the type of the message
  static TypedDataTypes parse(JsonNode types, String primary)
      throws UndecodableException, MalformedJsonException {
    Map<String, List<Member>> structs = new HashMap<>();
    for (String name : types.names()) {
      structs.put(FieldType.structName(name), members(types.member(name)));
      if (structs.size() > MAX_STRUCTS) {
        throw types.error("more than " + MAX_STRUCTS + " types");
      }
    }
    TypedDataTypes parsed = new TypedDataTypes(structs);
    parsed.check(primary);
    for (String name : structs.keySet()) {
      Bytes _ = parsed.hashes.put(name, Keccak.hash(Bytes.utf8(parsed.encoded(name))));
    }
    return parsed;
  }

  private static List<Member> members(JsonNode struct)
      throws UndecodableException, MalformedJsonException {
    List<Member> members = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (JsonNode each : struct.items()) {
      each.onlyMembers(MEMBER_NAMES);
      String name = each.member("name").text();
      String type = each.member("type").text();
      if (!FieldType.IDENTIFIER.matcher(name).matches() || !names.add(name)) {
        throw each.error("no name for a member, or one that is there already");
      }
      members.add(new Member(name, type, FieldType.parse(type)));
      if (members.size() > MAX_MEMBERS) {
        throw struct.error("more than " + MAX_MEMBERS + " members");
      }
    }
    return List.copyOf(members);
  }

  private void check(String primary) throws UndecodableException {
    List<Member> domain = structs.get(DOMAIN);
    if (domain == null
        || !DOMAIN_MEMBERS.stream().filter(domain::contains).toList().equals(domain)) {
      throw new UndecodableException(
          "domain-type", DOMAIN + " is missing, or isn't made of the standard's members in order");
    }
    if (primary.equals(DOMAIN) || !structs.containsKey(primary)) {
      throw new UndecodableException("primary-type", "the primary type isn't defined");
    }
    Set<String> used = new HashSet<>();
    visit(primary, new HashSet<>(), used);
    used.add(DOMAIN);
    if (used.size() != structs.size()) {
      throw new UndecodableException("unused-type", "a type that the message doesn't use");
    }
  }

  /// Goes through what a struct refers to, as deep as there are structs at most.
  private void visit(String name, Set<String> above, Set<String> done) throws UndecodableException {
    List<Member> members = structs.get(name);
    if (members == null || name.equals(DOMAIN)) {
      throw new UndecodableException("undefined-type", "a type that isn't defined");
    }
    if (above.contains(name)) {
      throw new UndecodableException("recursive-type", "a type that contains itself");
    }
    if (!done.add(name)) {
      return;
    }
    above.add(name);
    for (Member member : members) {
      Optional<String> struct = struct(member.type());
      if (struct.isPresent()) {
        visit(struct.get(), above, done);
      }
    }
    above.remove(name);
  }

  private static Optional<String> struct(FieldType type) {
    return switch (type) {
      case FieldType.Struct(String name) -> Optional.of(name);
      case FieldType.Array(FieldType item, int _) -> struct(item);
      case FieldType.Whole _, FieldType.FixedBytes _, FieldType.Simple _ -> Optional.empty();
    };
  }

  /// The members of a defined struct, in order.
  List<Member> members(String name) {
    return structs.getOrDefault(name, List.of());
  }

  /// The hash of [#encoded].
  Bytes hash(String name) {
    return hashes.getOrDefault(name, Bytes.EMPTY);
  }

  /// `encodeType`: the struct, then all that it refers to in the order of their names.
  String encoded(String name) {
    Set<String> referred = new TreeSet<>();
    collect(name, referred);
    referred.remove(name);
    return written(name) + referred.stream().map(this::written).collect(Collectors.joining());
  }

  private void collect(String name, Set<String> found) {
    if (found.add(name)) {
      for (Member member : members(name)) {
        struct(member.type()).ifPresent(struct -> collect(struct, found));
      }
    }
  }

  private String written(String name) {
    return members(name).stream()
        .map(member -> member.written() + " " + member.name())
        .collect(Collectors.joining(",", name + "(", ")"));
  }
}
