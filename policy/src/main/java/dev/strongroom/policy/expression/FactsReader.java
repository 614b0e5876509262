// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.strongroom.chain.Facts;
import dev.strongroom.policy.expression.MemberType.Dynamic;
import dev.strongroom.policy.expression.MemberType.ListOf;
import dev.strongroom.policy.expression.MemberType.Scalar;
import dev.strongroom.policy.expression.MemberType.Struct;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Makes of a decoded request what expressions see, and checks that nothing is missing: what a rule
/// was checked against has to be what it meets.
public final class FactsReader {
  private static final int DEEPEST = 32;

  private FactsReader() {}

  /// Reads the members that the form has; further ones are left out.
  ///
  /// @throws MalformedFactsException if one is missing or of another type
  public static Members read(Facts facts) throws MalformedFactsException {
    return struct("tx", FormModel.members(facts.form()), facts.members(), "tx");
  }

  private static Members struct(
      String type, SortedMap<String, MemberType> members, Map<?, ?> values, String place)
      throws MalformedFactsException {
    Map<String, Object> read = new HashMap<>();
    for (Map.Entry<String, MemberType> member : members.entrySet()) {
      String name = member.getKey();
      read.put(name, value(member.getValue(), values.get(name), place + "." + name));
    }
    return new Members(type, read);
  }

  private static Object value(MemberType type, @Nullable Object value, String place)
      throws MalformedFactsException {
    return switch (type) {
      case Scalar scalar -> scalar(scalar, value, place);
      case Dynamic _ -> {
        if (!(value instanceof Map<?, ?>)) {
          throw wrong(type, place);
        }
        yield dynamic(value, place, 0);
      }
      case ListOf(MemberType item) -> {
        if (!(value instanceof List<?> list)) {
          throw wrong(type, place);
        }
        ImmutableList.Builder<Object> items = ImmutableList.builder();
        for (Object each : list) {
          items.add(value(item, each, place + "[]"));
        }
        yield items.build();
      }
      case Struct struct -> {
        if (!(value instanceof Map<?, ?> map)) {
          throw wrong(type, place);
        }
        yield struct(struct.name(), struct.members(), map, place);
      }
    };
  }

  private static Object scalar(Scalar type, @Nullable Object value, String place)
      throws MalformedFactsException {
    boolean right =
        switch (type) {
          case INT -> value instanceof Long;
          case TEXT -> value instanceof String;
          case BOOL -> value instanceof Boolean;
          case AMOUNT -> value instanceof BigInteger;
        };
    if (value == null || !right) {
      throw wrong(type, place);
    }
    return value instanceof BigInteger number ? amount(number, place) : value;
  }

  private static Object dynamic(@Nullable Object value, String place, int depth)
      throws MalformedFactsException {
    if (depth > DEEPEST) {
      throw new MalformedFactsException(place + " is nested too deeply");
    }
    return switch (value) {
      case String text -> text;
      case Boolean flag -> flag;
      case Long number -> number;
      case BigInteger number -> amount(number, place);
      case List<?> list -> {
        ImmutableList.Builder<Object> items = ImmutableList.builder();
        for (Object item : list) {
          items.add(dynamic(item, place, depth + 1));
        }
        yield items.build();
      }
      case Map<?, ?> map -> {
        ImmutableMap.Builder<String, Object> members = ImmutableMap.builder();
        for (Map.Entry<?, ?> member : map.entrySet()) {
          if (!(member.getKey() instanceof String name)) {
            throw new MalformedFactsException(place + " has a member without a name");
          }
          members.put(name, dynamic(member.getValue(), place, depth + 1));
        }
        yield members.buildOrThrow();
      }
      case null, default ->
          throw new MalformedFactsException(place + " holds something that has no type");
    };
  }

  private static Amount amount(BigInteger number, String place) throws MalformedFactsException {
    try {
      return new Amount(number);
    } catch (IllegalArgumentException e) {
      throw new MalformedFactsException(place + ": " + e.getMessage());
    }
  }

  private static MalformedFactsException wrong(MemberType type, String place) {
    return new MalformedFactsException(place + " isn't " + type.words());
  }
}
