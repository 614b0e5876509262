// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.OpaqueType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructTypeReference;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What kind of value a member of a request has.
sealed interface MemberType {
  /// The same as CEL knows it.
  CelType cel();

  /// As `docs/policy-model.md` writes it.
  String words();

  /// A single value.
  enum Scalar implements MemberType {
    INT("int", SimpleType.INT),
    AMOUNT("amount", OpaqueType.create("amount")),
    TEXT("text", SimpleType.STRING),
    BOOL("bool", SimpleType.BOOL);

    private final String words;

    // CEL's types are immutable, but not all marked so.
    @SuppressWarnings("ImmutableEnumChecker")
    private final CelType cel;

    Scalar(String words, CelType cel) {
      this.words = words;
      this.cel = cel;
    }

    @Override
    public CelType cel() {
      return cel;
    }

    @Override
    public String words() {
      return words;
    }
  }

  /// A map of whatever somebody signs: its members are known when it is there.
  enum Dynamic implements MemberType {
    MAP;

    @Override
    public CelType cel() {
      return MapType.create(SimpleType.STRING, SimpleType.DYN);
    }

    @Override
    public String words() {
      return "map";
    }
  }

  /// A list of values of one type.
  record ListOf(MemberType item) implements MemberType {
    @Override
    public CelType cel() {
      return ListType.create(item.cel());
    }

    @Override
    public String words() {
      return "list of " + item.words();
    }
  }

  /// A value with members of its own.
  ///
  /// @param name of the type, in messages
  /// @param members what it has
  record Struct(String name, SortedMap<String, MemberType> members) implements MemberType {
    public Struct {
      members = Collections.unmodifiableSortedMap(new TreeMap<>(members));
    }

    Struct(String name, Map<String, MemberType> members) {
      this(name, new TreeMap<>(members));
    }

    @Override
    public CelType cel() {
      return StructTypeReference.create(name);
    }

    @Override
    public String words() {
      StringBuilder words = new StringBuilder("{");
      members.forEach((member, type) -> {
        if (words.length() > 1) {
          words.append(", ");
        }
        words.append(member).append(' ').append(type.words());
      });
      return words.append('}').toString();
    }
  }
}
