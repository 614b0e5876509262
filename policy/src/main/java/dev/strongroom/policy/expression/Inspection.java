// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import java.util.ArrayList;
import java.util.List;

/// Looks through a parsed expression for what may not be in it, before CEL's checker does.
final class Inspection {
  private static final int DEEPEST = 64;
  private static final int MOST_PARTS = 2000;

  private int parts;

  private Inspection() {}

  static void inspect(CelExpr expression) throws MalformedExpressionException {
    new Inspection().visit(expression, 0);
  }

  /// The chains of members that start at the request, such as `tx.call.amount`, in their order.
  static List<List<String>> requestMembers(CelExpr expression) {
    List<List<String>> chains = new ArrayList<>();
    collect(expression, chains);
    return chains.stream().distinct().toList();
  }

  private void visit(CelExpr expression, int depth) throws MalformedExpressionException {
    if (depth > DEEPEST) {
      throw new MalformedExpressionException("nested more than " + DEEPEST + " deep");
    }
    if (++parts > MOST_PARTS) {
      throw new MalformedExpressionException("more than " + MOST_PARTS + " parts");
    }
    switch (expression.getKind()) {
      case CONSTANT -> constant(expression.constant());
      case CALL -> call(expression.call());
      case STRUCT -> throw new MalformedExpressionException("nothing can be made here");
      case IDENT, SELECT, LIST, MAP, COMPREHENSION, NOT_SET -> {}
    }
    for (CelExpr child : children(expression)) {
      visit(child, depth + 1);
    }
  }

  private static void constant(CelConstant constant) throws MalformedExpressionException {
    switch (constant.getKind()) {
      case STRING_VALUE -> {
        if (Addresses.isMiswritten(constant.stringValue())) {
          throw new MalformedExpressionException(
              "an address never looks like "
                  + constant.stringValue()
                  + ", write "
                  + Addresses.checksummed(constant.stringValue()));
        }
      }
      case BOOLEAN_VALUE, INT64_VALUE -> {}
      default ->
          throw new MalformedExpressionException(
              "only texts, whole numbers, true and false are values here");
    }
  }

  /// Texts that stand in the policy are tried at once.
  private static void call(CelCall call) throws MalformedExpressionException {
    if (call.args().size() != 1) {
      return;
    }
    CelExpr argument = call.args().getFirst();
    boolean text =
        argument.getKind() == CelExpr.ExprKind.Kind.CONSTANT
            && argument.constant().getKind() == CelConstant.Kind.STRING_VALUE;
    try {
      if (call.function().equals(Functions.MATCHES)) {
        if (!text) {
          throw new IllegalArgumentException("a pattern has to be a text in the policy");
        }
        Texts.pattern(argument.constant().stringValue());
      } else if (text) {
        tryOut(call.function(), argument.constant().stringValue());
      }
    } catch (IllegalArgumentException | java.time.DateTimeException e) {
      throw new MalformedExpressionException(call.function() + ": " + e.getMessage());
    }
  }

  private static void tryOut(String function, String text) {
    Integer decimals = Functions.UNITS.get(function);
    if (decimals != null) {
      Amount.parse(text, decimals);
    } else if (function.equals("timestamp")) {
      java.time.Instant.parse(text);
    } else if (function.equals("duration")) {
      java.time.Duration.parse(text);
    }
  }

  private static void collect(CelExpr expression, List<List<String>> chains) {
    List<String> chain = chain(expression);
    if (chain.size() > 1) {
      if (chain.getFirst().equals(Scope.REQUEST)) {
        chains.add(chain);
      }
      return;
    }
    for (CelExpr child : children(expression)) {
      collect(child, chains);
    }
  }

  /// A name and the members after it; empty for anything else.
  private static List<String> chain(CelExpr expression) {
    return switch (expression.getKind()) {
      case IDENT -> List.of(expression.ident().name());
      case SELECT -> {
        List<String> operand = chain(expression.select().operand());
        if (operand.isEmpty()) {
          yield List.of();
        }
        List<String> longer = new ArrayList<>(operand);
        longer.add(expression.select().field());
        yield List.copyOf(longer);
      }
      default -> List.of();
    };
  }

  private static List<CelExpr> children(CelExpr expression) {
    return switch (expression.getKind()) {
      case SELECT -> List.of(expression.select().operand());
      case CALL -> {
        List<CelExpr> children = new ArrayList<>();
        expression.call().target().ifPresent(children::add);
        children.addAll(expression.call().args());
        yield children;
      }
      case LIST -> expression.list().elements();
      case MAP ->
          expression.map().entries().stream()
              .flatMap(entry -> java.util.stream.Stream.of(entry.key(), entry.value()))
              .toList();
      case COMPREHENSION -> {
        CelComprehension loop = expression.comprehension();
        yield List.of(
            loop.iterRange(),
            loop.accuInit(),
            loop.loopCondition(),
            loop.loopStep(),
            loop.result());
      }
      case STRUCT, CONSTANT, IDENT, NOT_SET -> List.of();
    };
  }
}
