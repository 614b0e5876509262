// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.attestation.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.json.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// JSON Schemas and readers of policies agree: on every example of the documents, on each of them
/// with all that may be added, and on each of them spoilt.
class PolicySchemaTest {
  private static final Path DOCS = Path.of("../docs");
  private static final String BASE = "https://strongroom.example/";
  private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
  private static final Pattern MEMBER = Pattern.compile("(?m)^  \"([a-zA-Z0-9]+)\": ");

  /// Its schema; its example is on the page of NVIDIA's devices.
  private static final String NRAS = "appraisal-policy-nras";

  /// The page and the schema of each kind.
  private static final Map<String, String> FILES =
      Map.of(
          "sev-snp", "appraisal-policy-sev-snp",
          "azure-sev-snp", "appraisal-policy-sev-snp",
          "tdx", "appraisal-policy-tdx",
          "azure-tdx", "appraisal-policy-tdx",
          "sgx", "appraisal-policy-sgx",
          "nvidia-gpu", "appraisal-policy-nvidia",
          "nvidia-switch", "appraisal-policy-nvidia",
          "nvidia-nras", NRAS,
          "composite", "appraisal-policy-composite");

  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(schemas()));

  private static Map<String, String> schemas() {
    Map<String, String> schemas = new LinkedHashMap<>();
    try (Stream<Path> files = Files.list(DOCS)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.matches("appraisal-policy.*\\.schema\\.json")) {
          schemas.put(BASE + name, Files.readString(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return schemas;
  }

  /// The examples of the documents, by kind.
  static Map<String, String> examples() {
    Map<String, String> examples = new LinkedHashMap<>();
    try {
      Set<String> pages = new HashSet<>(FILES.values());
      pages.remove(NRAS);
      for (String page : pages) {
        String file = page.endsWith("composite") ? "composite-evidence.md" : page + ".md";
        Matcher matcher = EXAMPLE.matcher(Files.readString(DOCS.resolve(file)));
        while (matcher.find()) {
          String text = matcher.group(1);
          String kind = JsonNode.parse(text).member("kind").text();
          assertThat(examples.put(kind, text)).as("one example of " + kind).isNull();
        }
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return examples;
  }

  private static List<Error> problems(String kind, String policy) {
    String file = Objects.requireNonNull(FILES.get(kind)) + ".schema.json";
    return SCHEMAS.getSchema(SchemaLocation.of(BASE + file)).validate(policy, InputFormat.JSON);
  }

  private static void accepted(String kind, String policy) throws Exception {
    assertThat(problems(kind, policy)).isEmpty();
    assertThat(PolicyFile.parse(policy).kind().toString()).isEqualTo(kind);
  }

  private static void refused(String kind, String policy) {
    assertThatExceptionOfType(MalformedPolicyException.class)
        .as("by the reader")
        .isThrownBy(() -> PolicyFile.parse(policy));
    assertThat(problems(kind, policy)).as("by the schema").isNotEmpty();
  }

  @Test
  void thereIsAnExampleOfEveryKindThatHasPolicies() {
    Set<String> kinds = new HashSet<>();
    for (EvidenceKind kind : EvidenceKind.values()) {
      kinds.add(kind.toString());
    }
    // Of Nitro's the first has its own test, PolicyFileTest; the other has no policies. Those of
    // phones are read elsewhere, by what verifies phones' evidence.
    kinds.removeAll(Set.of("nitro-enclave", "nitro-tpm", "android-key", "apple-app-attest"));
    assertThat(examples().keySet()).isEqualTo(kinds).isEqualTo(FILES.keySet());
  }

  @TestFactory
  Stream<DynamicTest> bothAcceptTheExamples() {
    return examples().entrySet().stream()
        .map(example ->
            DynamicTest.dynamicTest(
                example.getKey(), () -> accepted(example.getKey(), example.getValue())));
  }

  @TestFactory
  Stream<DynamicTest> bothRefuseAnExampleOfWhichAMemberIsMissingOrUnknown() {
    List<DynamicTest> tests = new ArrayList<>();
    examples()
        .forEach((kind, text) -> {
          Matcher member = MEMBER.matcher(text);
          while (member.find()) {
            String named = "  \"" + member.group(1) + "\": ";
            tests.add(
                DynamicTest.dynamicTest(
                    kind + " without " + member.group(1),
                    () -> refused(kind, text.replaceFirst("(?m)^" + named, "  \"other\": "))));
          }
        });
    assertThat(tests).hasSizeGreaterThan(80);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> bothAcceptWhatMayBeAdded() {
    return examples().entrySet().stream()
        .map(example ->
            DynamicTest.dynamicTest(
                example.getKey(), () -> accepted(example.getKey(), whole(example.getKey()))));
  }

  /// The example of a kind, with all optional members.
  private static String whole(String kind) {
    return Objects.requireNonNull(examples().get(kind))
        .replaceFirst(
            "\"version\": 1,",
            Matcher.quoteReplacement("\"version\": 1,\n" + OptionalMembers.of(kind)));
  }

  @Test
  void noMemberOfASchemaIsLeftUntested() throws Exception {
    for (String kind : FILES.keySet()) {
      String schema =
          Files.readString(DOCS.resolve(Objects.requireNonNull(FILES.get(kind)) + ".schema.json"));
      assertThat(JsonNode.parse(whole(kind)).names())
          .as(kind)
          .containsAll(JsonNode.parse(schema).member("properties").names());
    }
  }

  @TestFactory
  Stream<DynamicTest> bothRefuseWhatIsSpoilt() {
    Map<String, String> examples = examples();
    List<SpoiltPolicies.Spoilt> all = SpoiltPolicies.all();
    assertThat(all).hasSizeGreaterThanOrEqualTo(80);
    return all.stream()
        .map(spoilt ->
            DynamicTest.dynamicTest(
                spoilt.kind() + ": " + spoilt.name(),
                () -> {
                  String example = Objects.requireNonNull(examples.get(spoilt.kind()));
                  assertThat(example).contains(spoilt.from());
                  refused(spoilt.kind(), example.replace(spoilt.from(), spoilt.to()));
                }));
  }
}
