// SPDX-License-Identifier: Apache-2.0
package dev.cel.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.lang.module.ModuleDescriptor;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// CEL, from parser to result, out of one real module.
class ModulePathTest {
  @Test
  void parsesChecksAndEvaluates() throws Exception {
    CelCompiler compiler =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .addVar("x", SimpleType.INT)
            .build();
    CelRuntime runtime = CelRuntimeFactory.plannerRuntimeBuilder().build();
    CelRuntime.Program program =
        runtime.createProgram(compiler.compile("[1, x].exists(i, i > 41)").getAst());
    assertThat(program.eval(Map.of("x", 42L))).isEqualTo(true);
    assertThat(program.eval(Map.of("x", 41L))).isEqualTo(false);
  }

  @Test
  void whatItStandsOnIsInTheSameModule() {
    for (Class<?> type : new Class<?>[] {CelRuntime.class, CelCompiler.class, Pattern.class}) {
      Module module = type.getModule();
      assertThat(module.getName()).isEqualTo("dev.strongroom.cel");
      assertThat(module.getDescriptor().isAutomatic()).isFalse();
      assertThat(module.getDescriptor().requires())
          .extracting(ModuleDescriptor.Requires::name)
          .containsExactlyInAnyOrder("java.base", "java.logging", "com.google.common");
    }
  }
}
