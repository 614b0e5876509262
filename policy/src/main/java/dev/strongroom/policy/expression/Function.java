// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.runtime.CelFunctionBinding;
import java.util.Arrays;
import java.util.List;

/// One signature of a function and what it does.
///
/// @param name as CEL knows it: operators have names such as `_<_`
/// @param id unique
/// @param member whether it is called on its first argument
/// @param result its type
/// @param arguments their types
/// @param body gets the arguments
record Function(
    String name, String id, boolean member, CelType result, List<CelType> arguments, Body body) {
  static final CelType AMOUNT = MemberType.Scalar.AMOUNT.cel();
  static final CelType SET = dev.cel.common.types.OpaqueType.create("set");
  static final CelType ANY = TypeParamType.create("A");
  static final CelType ANY_LIST = ListType.create(ANY);
  static final CelType ANY_MAP = MapType.create(ANY, TypeParamType.create("B"));

  /// What a function does.
  @FunctionalInterface
  interface Body {
    Object apply(Object... arguments);
  }

  Function {
    arguments = List.copyOf(arguments);
  }

  static Function global(String name, String id, CelType result, Body body, CelType... arguments) {
    return new Function(name, id, false, result, Arrays.asList(arguments), body);
  }

  static Function member(String name, String id, CelType result, Body body, CelType... arguments) {
    return new Function(name, id, true, result, Arrays.asList(arguments), body);
  }

  /// For the checker.
  CelOverloadDecl declaration() {
    return member
        ? CelOverloadDecl.newMemberOverload(id, result, arguments)
        : CelOverloadDecl.newGlobalOverload(id, result, arguments);
  }

  /// For the evaluation.
  @SuppressWarnings("Immutable") // Bodies hold a number of decimals at most.
  CelFunctionBinding binding() {
    // By number of arguments: CEL 0.14 chooses among several bindings only if they are made so.
    return switch (arguments.size()) {
      case 1 -> CelFunctionBinding.from(id, javaClass(arguments.getFirst()), a -> body.apply(a));
      case 2 ->
          CelFunctionBinding.from(
              id,
              javaClass(arguments.getFirst()),
              javaClass(arguments.getLast()),
              (a, b) -> body.apply(a, b));
      default -> throw new IllegalStateException(id + " has " + arguments.size() + " arguments");
    };
  }

  private static Class<?> javaClass(CelType type) {
    if (type.equals(AMOUNT)) {
      return Amount.class;
    }
    if (type.equals(SET)) {
      return TextSet.class;
    }
    if (type.equals(SimpleType.INT)) {
      return Long.class;
    }
    if (type.equals(SimpleType.STRING)) {
      return String.class;
    }
    if (type.equals(SimpleType.BOOL)) {
      return Boolean.class;
    }
    if (type.equals(SimpleType.TIMESTAMP)) {
      return java.time.Instant.class;
    }
    if (type.equals(SimpleType.DURATION)) {
      return java.time.Duration.class;
    }
    return switch (type) {
      case ListType _ -> List.class;
      case MapType _ -> java.util.Map.class;
      default -> Object.class;
    };
  }
}
