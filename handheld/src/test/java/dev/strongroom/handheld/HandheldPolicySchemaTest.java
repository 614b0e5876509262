// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// JSON Schemas and readers of phones' policies agree: on the documents' examples, on each of them
/// with all that may be added, and on each of them spoilt.
class HandheldPolicySchemaTest {
  private static final Path DOCS = Path.of("../docs");
  private static final String BASE = "https://strongroom.example/";
  private static final String ANDROID = "android-key";
  private static final String APPLE = "apple-app-attest";
  private static final Pattern EXAMPLE = Pattern.compile("```json\n(.*?)```", Pattern.DOTALL);
  private static final Pattern MEMBER = Pattern.compile("(?m)^  \"([a-zA-Z0-9]+)\": ");

  /// What may stand there or not, so that only another name is refused.
  private static final List<String> DEFAULTED =
      List.of("bootStates", "securityLevel", "statusListAge");

  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(schemas()));

  /// An example with one thing wrong.
  private record Spoilt(String kind, String name, String from, String to) {}

  private static String file(String kind) {
    return "appraisal-policy-" + kind + ".schema.json";
  }

  private static Map<String, String> schemas() {
    Map<String, String> schemas = new LinkedHashMap<>();
    try {
      for (String kind : List.of("common", ANDROID, APPLE)) {
        schemas.put(BASE + file(kind), Files.readString(DOCS.resolve(file(kind))));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return schemas;
  }

  private static Map<String, String> examples() {
    Map<String, String> examples = new LinkedHashMap<>();
    try {
      Matcher matcher = EXAMPLE.matcher(Files.readString(DOCS.resolve("evidence-handheld.md")));
      while (matcher.find()) {
        String kind = JsonNode.parse(matcher.group(1)).member("kind").text();
        assertThat(examples.put(kind, matcher.group(1))).as("one example of " + kind).isNull();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return examples;
  }

  private static String example(String kind) {
    return Objects.requireNonNull(examples().get(kind));
  }

  private static List<Error> problems(String kind, String policy) {
    return SCHEMAS
        .getSchema(SchemaLocation.of(BASE + file(kind)))
        .validate(policy, InputFormat.JSON);
  }

  private static void accepted(String kind, String policy) throws Exception {
    assertThat(problems(kind, policy)).isEmpty();
    assertThat(HandheldPolicyFile.parse(policy).kind()).hasToString(kind);
  }

  private static void refused(String kind, String policy) {
    assertThatExceptionOfType(MalformedPolicyException.class)
        .as("by the reader")
        .isThrownBy(() -> HandheldPolicyFile.parse(policy));
    assertThat(problems(kind, policy)).as("by the schema").isNotEmpty();
  }

  /// The example of a kind, with all optional members.
  private static String whole(String kind) {
    String more =
        """
        "version": 1,
        "$schema": "x", "comment": {"any": [1]},
        "anchors": [{"name": "mine", "sha256": "%s", "simulated": false},
          {"name": "other", "keySha256": "%s"}],
        """
            .formatted("a".repeat(64), "B".repeat(64));
    String allowed = ": {\"allow\": \"why\"},";
    String android =
        "\"unlocked\"" + allowed + "\"imported\"" + allowed + "\"unknownRevocation\"" + allowed;
    return example(kind).replace("\"version\": 1,", more + (kind.equals(ANDROID) ? android : ""));
  }

  @Test
  void thereIsOneExampleOfEach() {
    assertThat(examples().keySet()).containsExactlyInAnyOrder(ANDROID, APPLE);
  }

  @Test
  void bothAcceptTheExamplesAndAllThatMayBeAdded() throws Exception {
    for (String kind : List.of(ANDROID, APPLE)) {
      accepted(kind, example(kind));
      accepted(kind, whole(kind));
      String schema = Files.readString(DOCS.resolve(file(kind)));
      assertThat(JsonNode.parse(whole(kind)).names())
          .as("no member of the schema is left untested")
          .containsExactlyInAnyOrderElementsOf(JsonNode.parse(schema).member("properties").names());
    }
    for (String name : DEFAULTED) {
      accepted(ANDROID, example(ANDROID).replaceFirst("(?m)^  \"" + name + "\": .*\n", ""));
    }
  }

  @TestFactory
  Stream<DynamicTest> bothRefuseAnExampleOfWhichAMemberIsMissingOrUnknown() {
    List<DynamicTest> tests = new ArrayList<>();
    for (String kind : List.of(ANDROID, APPLE)) {
      String text = example(kind);
      Matcher member = MEMBER.matcher(text);
      while (member.find()) {
        String named = "(?m)^  \"" + member.group(1) + "\": ";
        tests.add(
            DynamicTest.dynamicTest(
                kind + " without " + member.group(1),
                () -> refused(kind, text.replaceFirst(named, "  \"other\": "))));
        if (!DEFAULTED.contains(member.group(1))) {
          tests.add(
              DynamicTest.dynamicTest(
                  kind + " with a comment for " + member.group(1),
                  () -> refused(kind, text.replaceFirst(named, "  \"comment\": "))));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(30);
    return tests.stream();
  }

  @TestFactory
  Stream<DynamicTest> bothRefuseWhatIsSpoilt() {
    return spoilt()
        .map(one ->
            DynamicTest.dynamicTest(
                one.kind() + ": " + one.name(),
                () -> {
                  assertThat(example(one.kind())).contains(one.from());
                  refused(one.kind(), example(one.kind()).replace(one.from(), one.to()));
                }));
  }

  private static Spoilt android(String name, String from, String to) {
    return new Spoilt(ANDROID, name, from, to);
  }

  private static Spoilt apple(String name, String from, String to) {
    return new Spoilt(APPLE, name, from, to);
  }

  private static Spoilt root(String name, String members) {
    return apple(
        name, "\"version\": 1,", "\"version\": 1, \"anchors\": [" + members.formatted(HEX) + "],");
  }

  private static final String HEX = "ab".repeat(32);

  private static Stream<Spoilt> spoilt() {
    return Stream.of(
        android("version 2", "\"version\": 1", "\"version\": 2"),
        android("another kind", "\"android-key\"", "\"apple-key\""),
        android("an app without a signer", ", \"signer\"", ", \"by\""),
        android("an app without a name", "org.example.app", " "),
        android("a signer of 31 bytes", "9b1c5d3f", "9b1c5d"),
        android("a signer that isn't hexadecimal", "9b1c5d3f", "9b1c5d3-"),
        android("no boot state", "[\"verified\", \"self-signed\"]", "[]"),
        android("an unknown boot state", "\"self-signed\"", "\"signed\""),
        android("a boot state twice", "\"self-signed\"", "\"verified\""),
        android("a boot key of 33 bytes", "\"0f1e", "\"000f1e"),
        android(
            "no boot key",
            "[\"0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0\"]",
            "[]"),
        android("ignored without a reason", "\"many models\"", "\"\""),
        android(
            "ignored and required",
            "\"ignore\": \"many models\"",
            "\"ignore\": \"x\", \"require\": []"),
        android("neither", "\"ignore\": \"many models\"", ""),
        android("version 0 of the system", "150000", "0"),
        android("a version of nine digits", "150000", "100000000"),
        android("a version with a fraction", "150000", "15.5"),
        android("a patch level in text", "202601", "\"2026-01\""),
        android("keys in software", "\"strongbox\"", "\"software\""),
        android("an unknown level", "\"strongbox\"", "\"StrongBox\""),
        android("no purpose", "[\"sign\"]", "[]"),
        android("a purpose twice", "[\"sign\"]", "[\"sign\", \"sign\"]"),
        android("an unknown purpose", "[\"sign\"]", "[\"any\"]"),
        android(
            "an authentication that is required to be false",
            "\"userAuthentication\": { \"require\": true }",
            "\"userAuthentication\": { \"require\": false }"),
        android("an age that isn't one", "\"P1D\"", "\"a day\""),
        android("an age below zero", "\"P1D\"", "\"-P1D\""),
        android("an age in days", "\"P1D\"", "1"),
        android("allowed by a bare true", "\"version\": 1,", "\"version\": 1, \"unlocked\": true,"),
        android(
            "allowed without a reason",
            "\"version\": 1,",
            "\"version\": 1, \"imported\": {\"allow\": \" \"},"),
        apple("a team of nine", "A1B2C3D4E5", "A1B2C3D4E"),
        apple("a team in lower case", "A1B2C3D4E5", "a1b2c3d4e5"),
        apple("any bundle", "org.example.app", "org.example.*"),
        apple("a bundle of 156", "org.example.app", "a".repeat(156)),
        apple("no bundle", ", \"bundle\": \"org.example.app\"", ""),
        apple(
            "an app twice",
            "{ \"team\": \"A1B2C3D4E5\", \"bundle\": \"org.example.app\" }",
            "{ \"team\": \"A1B2C3D4E5\", \"bundle\": \"x\" }, { \"team\": \"A1B2C3D4E5\", \"bundle\": \"x\" }"),
        apple("no environment", "[\"production\"]", "[]"),
        apple("an unknown environment", "\"production\"", "\"sandbox\""),
        apple("an environment twice", "[\"production\"]", "[\"production\", \"production\"]"),
        apple(
            "a member of the other kind",
            "\"version\": 1,",
            "\"version\": 1, \"nonce\": {\"require\": true},"),
        apple("no roots", "\"version\": 1,", "\"version\": 1, \"anchors\": [],"),
        root("a simulated phone", "{\"name\": \"x\", \"sha256\": \"%s\", \"simulated\": true}"),
        root("a root without a name", "{\"sha256\": \"%s\"}"),
        root("a root of 33 bytes", "{\"name\": \"x\", \"keySha256\": \"%s00\"}"));
  }
}
