// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.SimpleType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An expression that is true or false, taken apart at its outermost `&&`, so that it can be said
/// which part decided. Immutable.
public final class Condition {
  private final List<Expression> parts;

  private Condition(List<Expression> parts) {
    this.parts = List.copyOf(parts);
  }

  /// Reads one.
  public static Condition parse(String text, Language language)
      throws MalformedExpressionException {
    CelAbstractSyntaxTree checked = language.check(text);
    if (!checked.getResultType().equals(SimpleType.BOOL)
        && !checked.getResultType().equals(SimpleType.DYN)) {
      throw new MalformedExpressionException("true or false is needed");
    }
    List<CelExpr> conjuncts = new ArrayList<>();
    split(checked.getExpr(), conjuncts);
    List<Expression> parts = new ArrayList<>();
    for (CelExpr conjunct : conjuncts) {
      parts.add(
          Expression.of(
              CelAbstractSyntaxTree.newCheckedAst(
                  conjunct, checked.getSource(), checked.getReferenceMap(), checked.getTypeMap()),
              language));
    }
    return new Condition(parts);
  }

  /// Empty if it holds, else the first part that doesn't, with what its members are. As in CEL, a
  /// part that is false decides even where another has no value.
  ///
  /// @throws UnevaluableException if no part is false and one has no value
  public Optional<String> whyNot(Variables variables, Budget budget) throws UnevaluableException {
    UnevaluableException unevaluable = null;
    for (Expression part : parts) {
      try {
        if (!part.holds(variables, budget)) {
          return Optional.of(part.explained(variables));
        }
      } catch (UnevaluableException e) {
        if (unevaluable == null) {
          unevaluable = e;
        }
      }
    }
    if (unevaluable != null) {
      throw unevaluable;
    }
    return Optional.empty();
  }

  /// Its parts with what their members are.
  public String explained(Variables variables) {
    return String.join("; ", parts.stream().map(part -> part.explained(variables)).toList());
  }

  private static void split(CelExpr expression, List<CelExpr> conjuncts) {
    if (expression.getKind() == CelExpr.ExprKind.Kind.CALL
        && expression.call().function().equals("_&&_")) {
      expression.call().args().forEach(argument -> split(argument, conjuncts));
    } else {
      conjuncts.add(expression);
    }
  }
}
