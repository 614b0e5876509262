// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import static dev.cel.common.types.SimpleType.BOOL;
import static dev.cel.common.types.SimpleType.DURATION;
import static dev.cel.common.types.SimpleType.INT;
import static dev.cel.common.types.SimpleType.STRING;
import static dev.cel.common.types.SimpleType.TIMESTAMP;
import static dev.strongroom.policy.expression.Function.AMOUNT;
import static dev.strongroom.policy.expression.Function.ANY;
import static dev.strongroom.policy.expression.Function.ANY_LIST;
import static dev.strongroom.policy.expression.Function.ANY_MAP;
import static dev.strongroom.policy.expression.Function.SET;
import static dev.strongroom.policy.expression.Function.global;
import static dev.strongroom.policy.expression.Function.member;

import dev.cel.common.types.CelType;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What expressions may call beside `&&`, `||`, `!`, `?:`, indexes and the parts of a date. It is
/// all there is: CEL's own functions know neither amounts nor what an evaluation may cost.
final class Functions {
  /// How many decimals each unit has.
  static final Map<String, Integer> UNITS =
      Map.of("amount", 0, "eth", 18, "gwei", 9, "sol", 9, "btc", 8);

  /// Whose text has to be in the policy itself, so that it can be checked when the policy is read.
  static final String MATCHES = "matches";

  private Functions() {}

  static List<Function> all() {
    List<Function> all = new ArrayList<>();
    equality(all);
    order(all, "_<_", "less", o -> o < 0);
    order(all, "_<=_", "less_equals", o -> o <= 0);
    order(all, "_>_", "greater", o -> o > 0);
    order(all, "_>=_", "greater_equals", o -> o >= 0);
    arithmetic(all);
    membership(all);
    conversions(all);
    all.addAll(Texts.functions());
    return List.copyOf(all);
  }

  @FunctionalInterface
  private interface Order {
    boolean holds(int comparison);
  }

  /// One signature for each type, so that comparing two types is an error: in the policy, or where
  /// the type shows only in the request, of the evaluation.
  private static void equality(List<Function> all) {
    Map<String, CelType> types =
        Map.of(
            "int", INT,
            "amount", AMOUNT,
            "string", STRING,
            "bool", BOOL,
            "timestamp", TIMESTAMP,
            "duration", DURATION,
            "list", ANY_LIST,
            "map", ANY_MAP);
    types.forEach((name, type) -> same(all, name, type, type));
    same(all, "amount_int", AMOUNT, INT);
    same(all, "int_amount", INT, AMOUNT);
  }

  private static void same(List<Function> all, String name, CelType left, CelType right) {
    all.add(global("_==_", "equals_" + name, BOOL, a -> Equality.same(a[0], a[1]), left, right));
    all.add(
        global("_!=_", "not_equals_" + name, BOOL, a -> !Equality.same(a[0], a[1]), left, right));
  }

  private static void order(List<Function> all, String name, String id, Order order) {
    all.add(
        global(
            name,
            id + "_int",
            BOOL,
            a -> order.holds(Long.compare((long) a[0], (long) a[1])),
            INT,
            INT));
    all.add(
        global(
            name,
            id + "_amount",
            BOOL,
            a -> order.holds(((Amount) a[0]).compareTo((Amount) a[1])),
            AMOUNT,
            AMOUNT));
    all.add(
        global(
            name,
            id + "_amount_int",
            BOOL,
            a -> order.holds(((Amount) a[0]).compareTo((long) a[1])),
            AMOUNT,
            INT));
    all.add(
        global(
            name,
            id + "_int_amount",
            BOOL,
            a -> order.holds(-((Amount) a[1]).compareTo((long) a[0])),
            INT,
            AMOUNT));
    all.add(
        global(
            name,
            id + "_timestamp",
            BOOL,
            a -> order.holds(((Instant) a[0]).compareTo((Instant) a[1])),
            TIMESTAMP,
            TIMESTAMP));
    all.add(
        global(
            name,
            id + "_duration",
            BOOL,
            a -> order.holds(((Duration) a[0]).compareTo((Duration) a[1])),
            DURATION,
            DURATION));
  }

  private static void arithmetic(List<Function> all) {
    whole(all, "_+_", "add", a -> Math.addExact((long) a[0], (long) a[1]));
    whole(all, "_-_", "subtract", a -> Math.subtractExact((long) a[0], (long) a[1]));
    whole(all, "_*_", "multiply", a -> Math.multiplyExact((long) a[0], (long) a[1]));
    whole(all, "_/_", "divide", a -> Math.divideExact((long) a[0], (long) a[1]));
    whole(all, "_%_", "modulo", a -> Math.floorMod((long) a[0], (long) a[1]));
    all.add(global("-_", "negate_int", INT, checked(a -> Math.negateExact((long) a[0])), INT));
    amounts(all, "_+_", "add", a -> ((Amount) a[0]).plus((Amount) a[1]));
    amounts(all, "_-_", "subtract", a -> ((Amount) a[0]).minus((Amount) a[1]));
    amounts(all, "_*_", "multiply", a -> ((Amount) a[0]).times((Amount) a[1]));
    all.add(
        global(
            "_+_",
            "add_timestamp_duration",
            TIMESTAMP,
            checked(a -> ((Instant) a[0]).plus((Duration) a[1])),
            TIMESTAMP,
            DURATION));
    all.add(
        global(
            "_-_",
            "subtract_timestamp_duration",
            TIMESTAMP,
            checked(a -> ((Instant) a[0]).minus((Duration) a[1])),
            TIMESTAMP,
            DURATION));
    all.add(
        global(
            "_-_",
            "subtract_timestamp",
            DURATION,
            checked(a -> Duration.between((Instant) a[1], (Instant) a[0])),
            TIMESTAMP,
            TIMESTAMP));
  }

  private static void whole(List<Function> all, String name, String id, Function.Body body) {
    all.add(global(name, id + "_int", INT, checked(body), INT, INT));
  }

  private static void amounts(List<Function> all, String name, String id, Function.Body body) {
    all.add(global(name, id + "_amount", AMOUNT, checked(body), AMOUNT, AMOUNT));
  }

  private static void membership(List<Function> all) {
    all.add(global("@in", "in_list", BOOL, a -> Equality.in(a[0], (List<?>) a[1]), ANY, ANY_LIST));
    all.add(global("@in", "in_map", BOOL, a -> ((Map<?, ?>) a[1]).containsKey(a[0]), ANY, ANY_MAP));
    all.add(
        global(
            "@in",
            "in_set",
            BOOL,
            a -> ((TextSet) a[1]).texts().contains((String) a[0]),
            STRING,
            SET));
    sized(all, "list", ANY_LIST, a -> (long) ((List<?>) a[0]).size());
    sized(all, "map", ANY_MAP, a -> (long) ((Map<?, ?>) a[0]).size());
    sized(all, "set", SET, a -> (long) ((TextSet) a[0]).texts().size());
  }

  private static void sized(List<Function> all, String kind, CelType type, Function.Body body) {
    all.add(global("size", "size_" + kind, INT, body, type));
    all.add(member("size", kind + "_size", INT, body, type));
  }

  private static void conversions(List<Function> all) {
    UNITS.forEach((unit, decimals) -> {
      int places = decimals;
      all.add(
          global(
              unit,
              unit + "_string",
              AMOUNT,
              checked(a -> Amount.parse((String) a[0], places)),
              STRING));
    });
    all.add(
        global(
            "amount",
            "amount_int",
            AMOUNT,
            checked(a -> new Amount(java.math.BigInteger.valueOf((long) a[0]))),
            INT));
    all.add(
        global(
            "timestamp",
            "timestamp_string",
            TIMESTAMP,
            checked(a -> Instant.parse((String) a[0])),
            STRING));
    all.add(
        global(
            "duration",
            "duration_string",
            DURATION,
            checked(a -> Duration.parse((String) a[0])),
            STRING));
    all.add(global("string", "string_int", STRING, a -> a[0].toString(), INT));
    all.add(global("string", "string_amount", STRING, a -> a[0].toString(), AMOUNT));
  }

  /// Turns what Java throws for a value beyond a range, or a text that is none, into a fault.
  private static Function.Body checked(Function.Body body) {
    return arguments -> {
      try {
        return body.apply(arguments);
      } catch (ArithmeticException | IllegalArgumentException | java.time.DateTimeException e) {
        throw new Fault(String.valueOf(e.getMessage()));
      }
    };
  }
}
