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
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

  @Test
  void eachPackageThatWasMergedBringsItsLicence() throws IOException {
    Map<String, List<String>> licences =
        Map.of(
            "META-INF/LICENSE", List.of("dev.cel.", "cel.parser."),
            "META-INF/licenses/antlr.txt", List.of("org.antlr."),
            "META-INF/licenses/protobuf.txt", List.of("com.google.protobuf"),
            "META-INF/licenses/re2j.txt", List.of("com.google.re2j"));
    Module module = CelRuntime.class.getModule();
    assertThat(module.getPackages())
        .allMatch(
            name -> licences.values().stream().flatMap(List::stream).anyMatch(name::startsWith));
    String notice = text(module, "META-INF/NOTICE");
    for (String licence : licences.keySet()) {
      assertThat(text(module, licence)).as(licence).containsIgnoringCase("copyright");
      assertThat(notice).contains(licence.substring("META-INF/".length()));
    }
  }

  private static String text(Module module, String name) throws IOException {
    try (InputStream in = module.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
