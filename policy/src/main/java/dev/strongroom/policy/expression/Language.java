// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy.expression;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.strongroom.chain.Form;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The expressions of one rule: reads and checks them. The rule's forms decide which members `tx`
/// has. Immutable.
public final class Language {
  private static final int LONGEST = 4096;
  private static final int MOST_ITERATIONS = 10_000;
  private static final int DEEPEST = 32;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .maxExpressionCodePointSize(LONGEST)
          .maxParseRecursionDepth(DEEPEST)
          .maxParseErrorRecoveryLimit(1)
          .comprehensionMaxIterations(MOST_ITERATIONS)
          .populateMacroCalls(true)
          .enableHeterogeneousNumericComparisons(true)
          .build();

  private final CelCompiler compiler;
  private final CelRuntime runtime;

  private Language(CelCompiler compiler, CelRuntime runtime) {
    this.compiler = compiler;
    this.runtime = runtime;
  }

  /// For a rule about these forms, in a policy with these sets.
  public static Language of(Collection<Form> forms, Collection<String> sets) {
    return new Language(compiler(Scope.of(forms, sets), Vocabulary.FUNCTIONS), Vocabulary.RUNTIME);
  }

  /// Reads and checks an expression.
  ///
  /// @throws MalformedExpressionException if it isn't one, too long or too deep, or about a member
  ///   or function that isn't there or has another type
  CelAbstractSyntaxTree check(String text) throws MalformedExpressionException {
    try {
      CelAbstractSyntaxTree parsed = compiler.parse(text).getAst();
      Inspection.inspect(parsed.getExpr());
      return compiler.check(parsed).getAst();
    } catch (CelValidationException e) {
      throw new MalformedExpressionException(first(e));
    } catch (RuntimeException e) {
      // Somebody else's parser, and hostile text: whatever it stumbles over isn't an expression.
      throw new MalformedExpressionException("CEL can't make sense of it: " + e);
    }
  }

  /// Makes a checked expression ready to run.
  CelRuntime.Program program(CelAbstractSyntaxTree checked) throws MalformedExpressionException {
    try {
      return runtime.createProgram(checked);
    } catch (CelEvaluationException e) {
      throw new MalformedExpressionException(String.valueOf(e.getMessage()));
    }
  }

  private static String first(CelValidationException malformed) {
    if (malformed.getErrors().isEmpty()) {
      return String.valueOf(malformed.getMessage());
    }
    CelIssue issue = malformed.getErrors().getFirst();
    int line = issue.getSourceLocation().getLine();
    return line < 1
        ? issue.getMessage()
        : "line "
            + line
            + ", column "
            + (issue.getSourceLocation().getColumn() + 1)
            + ": "
            + issue.getMessage();
  }

  private static CelCompiler compiler(Scope scope, List<Function> functions) {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false)
            .setStandardDeclarations(
                CelStandardDeclarations.newBuilder()
                    .includeFunctions(
                        StandardFunction.CONDITIONAL,
                        StandardFunction.LOGICAL_NOT,
                        StandardFunction.LOGICAL_OR,
                        StandardFunction.LOGICAL_AND,
                        StandardFunction.NOT_STRICTLY_FALSE,
                        StandardFunction.INDEX,
                        StandardFunction.GET_FULL_YEAR,
                        StandardFunction.GET_MONTH,
                        StandardFunction.GET_DATE,
                        StandardFunction.GET_DAY_OF_WEEK,
                        StandardFunction.GET_HOURS,
                        StandardFunction.GET_MINUTES)
                    .build())
            // Without "map" and "filter", which make new lists.
            .setStandardMacros(
                CelStandardMacro.HAS,
                CelStandardMacro.ALL,
                CelStandardMacro.EXISTS,
                CelStandardMacro.EXISTS_ONE)
            .setTypeProvider(scope.types());
    for (Map.Entry<String, CelType> variable : scope.variables().entrySet()) {
      builder.addVar(variable.getKey(), variable.getValue());
    }
    byName(functions)
        .forEach((name, all) -> {
          List<CelOverloadDecl> overloads = all.stream().map(Function::declaration).toList();
          builder.addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(name, overloads));
        });
    return builder.build();
  }

  private static CelRuntime runtime(List<Function> functions) {
    CelRuntimeBuilder builder =
        CelRuntimeFactory.plannerRuntimeBuilder()
            .setOptions(OPTIONS)
            .setStandardFunctions(
                CelStandardFunctions.newBuilder()
                    .includeFunctions(
                        CelStandardFunctions.StandardFunction.LOGICAL_NOT,
                        CelStandardFunctions.StandardFunction.NOT_STRICTLY_FALSE,
                        CelStandardFunctions.StandardFunction.INDEX,
                        CelStandardFunctions.StandardFunction.GET_FULL_YEAR,
                        CelStandardFunctions.StandardFunction.GET_MONTH,
                        CelStandardFunctions.StandardFunction.GET_DATE,
                        CelStandardFunctions.StandardFunction.GET_DAY_OF_WEEK,
                        CelStandardFunctions.StandardFunction.GET_HOURS,
                        CelStandardFunctions.StandardFunction.GET_MINUTES)
                    .build());
    byName(functions)
        .forEach((name, all) ->
            builder.addFunctionBindings(
                CelFunctionBinding.fromOverloads(
                    name, all.stream().map(Function::binding).toList())));
    return builder.build();
  }

  /// What all rules of all policies share, and what is slow to make: constants.
  private static final class Vocabulary {
    static final List<Function> FUNCTIONS = Functions.all();
    static final CelRuntime RUNTIME = runtime(FUNCTIONS);
  }

  private static Map<String, List<Function>> byName(List<Function> functions) {
    Map<String, List<Function>> byName = new TreeMap<>();
    for (Function function : functions) {
      byName.computeIfAbsent(function.name(), _ -> new ArrayList<>()).add(function);
    }
    return byName;
  }
}
