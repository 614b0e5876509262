// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.parser.CelUnparserFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A checked expression that has one value for each request. Immutable.
public final class Expression {
  private static final Set<CelType> NUMBERS =
      Set.of(Function.AMOUNT, SimpleType.INT, SimpleType.DYN);
  private static final Set<CelType> TEXTS = Set.of(SimpleType.STRING, SimpleType.DYN);

  private final String text;
  private final CelRuntime.Program program;
  private final List<List<String>> members;

  private Expression(String text, CelRuntime.Program program, List<List<String>> members) {
    this.text = text;
    this.program = program;
    this.members = members;
  }

  /// One that is an amount or an int.
  public static Expression number(String text, Language language)
      throws MalformedExpressionException {
    return of(text, language, NUMBERS, "an amount or int is needed");
  }

  /// One that is a text.
  public static Expression text(String text, Language language)
      throws MalformedExpressionException {
    return of(text, language, TEXTS, "a text is needed");
  }

  private static Expression of(String text, Language language, Set<CelType> types, String needed)
      throws MalformedExpressionException {
    CelAbstractSyntaxTree checked = language.check(text);
    if (!types.contains(checked.getResultType())) {
      throw new MalformedExpressionException(needed);
    }
    return of(checked, language);
  }

  static Expression of(CelAbstractSyntaxTree checked, Language language)
      throws MalformedExpressionException {
    return new Expression(
        CelUnparserFactory.newUnparser().unparse(checked),
        language.program(checked),
        Inspection.requestMembers(checked.getExpr()));
  }

  /// Its text in CEL's own layout.
  public String text() {
    return text;
  }

  /// The text, and after a colon what the members of `tx` in it are.
  public String explained(Variables variables) {
    StringBuilder out = new StringBuilder(text);
    String separator = ": ";
    for (List<String> member : members) {
      out.append(separator)
          .append(String.join(".", member))
          .append(" is ")
          .append(variables.words(member));
      separator = ", ";
    }
    return out.toString();
  }

  /// Its value as a whole number from 0 on.
  ///
  /// @throws UnevaluableException if it has none
  public BigInteger numberOf(Variables variables, Budget budget) throws UnevaluableException {
    return switch (evaluate(variables, budget)) {
      case Amount amount -> amount.value();
      case Long number when number >= 0 -> BigInteger.valueOf(number);
      case Long number -> throw new UnevaluableException(text + " is " + number + ", below 0");
      case Object other ->
          throw new UnevaluableException(text + " is " + Equality.kind(other) + ", not an amount");
    };
  }

  /// Its value as a text.
  ///
  /// @throws UnevaluableException if it has none
  public String textOf(Variables variables, Budget budget) throws UnevaluableException {
    Object value = evaluate(variables, budget);
    if (value instanceof String found) {
      return found;
    }
    throw new UnevaluableException(text + " is " + Equality.kind(value) + ", not a text");
  }

  /// Whether it holds.
  ///
  /// @throws UnevaluableException if nobody can say
  boolean holds(Variables variables, Budget budget) throws UnevaluableException {
    Object value = evaluate(variables, budget);
    if (value instanceof Boolean holds) {
      return holds;
    }
    throw new UnevaluableException(text + " is " + Equality.kind(value) + ", not true or false");
  }

  private Object evaluate(Variables variables, Budget budget) throws UnevaluableException {
    try {
      return ScopedValue.where(Budget.CURRENT, budget)
          .call(() ->
              program.trace(
                  name -> Optional.ofNullable(variables.values().get(name)),
                  (_, value) -> budget.spendOn(value)));
    } catch (CelEvaluationException | RuntimeException e) {
      // Not all that CEL throws is checked: a fault before its first step, for one.
      throw new UnevaluableException(explained(variables) + ": " + why(e));
    }
  }

  private static String why(Exception e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof Fault fault) {
        return fault.why();
      }
    }
    return "it can't be evaluated: " + Words.quoted(String.valueOf(e.getMessage()));
  }
}
