// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import dev.strongroom.chain.Form;
import dev.strongroom.policy.expression.MemberType.ListOf;
import dev.strongroom.policy.expression.MemberType.Struct;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// Which variables the expressions of a rule have, and of what types.
///
/// @param variables their types by name
/// @param types the types with members among them, and in them
record Scope(ImmutableMap<String, CelType> variables, CelTypeProvider types) {
  /// The variable for the request.
  static final String REQUEST = "tx";

  /// For a rule about these forms, in a policy with these sets.
  static Scope of(Collection<Form> forms, Collection<String> sets) {
    SortedMap<String, StructType> structs = new TreeMap<>();
    Struct request = new Struct(REQUEST, FormModel.shared(forms));
    add(structs, request);
    SortedMap<String, CelType> caller = new TreeMap<>();
    for (String member : Variables.CALLER_MEMBERS) {
      caller.put(member, SimpleType.STRING);
    }
    structs.put("caller", struct("caller", caller));
    SortedMap<String, CelType> lists = new TreeMap<>();
    sets.forEach(name -> lists.put(name, Function.SET));
    structs.put("sets", struct("sets", lists));

    ImmutableMap.Builder<String, CelType> variables = ImmutableMap.builder();
    Variables.TEXTS.forEach(name -> variables.put(name, SimpleType.STRING));
    variables.put("now", SimpleType.TIMESTAMP);
    for (String name : new String[] {REQUEST, "caller", "sets"}) {
      variables.put(name, StructTypeReference.create(name));
    }
    return new Scope(variables.buildOrThrow(), new Types(ImmutableMap.copyOf(structs)));
  }

  private static void add(Map<String, StructType> structs, MemberType type) {
    switch (type) {
      case Struct(String name, SortedMap<String, MemberType> members) -> {
        SortedMap<String, CelType> types = new TreeMap<>();
        members.forEach((member, of) -> {
          types.put(member, of.cel());
          add(structs, of);
        });
        structs.put(name, struct(name, types));
      }
      case ListOf(MemberType item) -> add(structs, item);
      case MemberType.Scalar _, MemberType.Dynamic _ -> {}
    }
  }

  @SuppressWarnings("Immutable") // A copy of immutable types.
  private static StructType struct(String name, SortedMap<String, CelType> members) {
    ImmutableMap<String, CelType> types = ImmutableMap.copyOf(members);
    return StructType.create(
        name,
        ImmutableSet.copyOf(types.keySet()),
        member -> Optional.ofNullable(types.get(member)));
  }

  /// Tells CEL which members a type has.
  @SuppressWarnings("Immutable") // CEL's types are immutable, but not all marked so.
  private record Types(ImmutableMap<String, StructType> structs) implements CelTypeProvider {
    @Override
    public ImmutableCollection<CelType> types() {
      return ImmutableSet.copyOf(structs.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
      return Optional.ofNullable(structs.get(name));
    }
  }
}
