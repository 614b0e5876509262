// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.strongroom.attestation.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Policy files: the examples of the documentation, what is refused, and that parser and JSON
/// Schema agree.
class PolicyFileTest {
  private static final Path DOCS = Path.of("../docs");

  private static Schema schema =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema("true");

  /// A change of the base policy.
  ///
  /// @param schemaTells whether the JSON Schema can refuse it too; some rules are beyond it
  record Edit(String from, String to, String message, boolean schemaTells) {
    @Override
    public String toString() {
      return from + " -> " + to;
    }
  }

  private static final String BASE =
      """
      {"version":1,"comment":"c","sets":{"a":["x"]},"rules":[{"name":"r","effect":"allow",
      "acts":["sign"],"on":["evm-transaction"],"who":["agent:k"],"sessions":true,"when":"tx.nonce > 1",
      "acceptUnsure":["unknown-call"],"between":{"from":"2026-01-01T00:00:00Z"},
      "hours":{"from":"08:00","until":"18:00","days":["mon"],"zone":"Europe/Berlin"},
      "limits":[{"name":"l","measure":"tx.value","most":"5","within":"P1D","per":"tx.to"}],
      "approvals":{"of":["agent:a","agent:b"],"need":2,"within":"PT1H","callerCounts":false}}]}
      """;

  @BeforeAll
  static void read() throws IOException {
    schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(DOCS.resolve("policy.schema.json")));
  }

  private static boolean schemaAccepts(String policy) {
    return schema.validate(policy, InputFormat.JSON).isEmpty();
  }

  static List<String> examples() throws IOException {
    List<String> examples =
        Pattern.compile("```json\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(DOCS.resolve("policy.md")))
            .results()
            .map((MatchResult r) -> r.group(1))
            .toList();
    assertThat(examples).hasSize(4);
    return examples;
  }

  @ParameterizedTest
  @MethodSource("examples")
  void examplesOfTheDocumentationAreRead(String example) throws Exception {
    assertThat(schemaAccepts(example)).isTrue();
    Policy policy = Policy.parse(Bytes.utf8(example));
    assertThat(Policy.parse(policy.encoded()).encoded()).isEqualTo(policy.encoded());
  }

  @Test
  void theEncodingIsCanonicalAndTheDigestIsOfIt() throws Exception {
    Policy policy =
        Policy.parse(
            Bytes.utf8(
                "{ \"rules\" : [ {\"on\":[\"digest\"],\"name\":\"r\",\"effect\":\"refuse\",\"acts\":[\"sign\"]} ],\n"
                    + " \"version\":1 }"));
    assertThat(policy.encoded().asUtf8())
        .isEqualTo(
            "{\"rules\":[{\"acts\":[\"sign\"],\"effect\":\"refuse\",\"name\":\"r\",\"on\":[\"digest\"]}],\"version\":1}");
    assertThat(policy.digest().toByteArray())
        .isEqualTo(MessageDigest.getInstance("SHA-256").digest(policy.encoded().toByteArray()));
  }

  @Test
  void theBaseIsRead() throws Exception {
    assertThat(schemaAccepts(BASE)).isTrue();
    assertThat(Policy.parse(Bytes.utf8(BASE)).encoded().length()).isPositive();
  }

  private static Edit edit(String from, String to, String message) {
    return new Edit(from, to, message, true);
  }

  private static Edit beyond(String from, String to, String message) {
    return new Edit(from, to, message, false);
  }

  static List<Edit> edits() {
    String rule = "{\"name\":\"r\",\"effect\":\"refuse\",\"acts\":[\"sign\"],\"on\":[\"digest\"]}";
    return List.of(
        edit("\"version\":1", "\"version\":2", "version: a whole number from 1 to 1"),
        edit("\"version\":1,", "", "\"version\" is missing"),
        edit("\"comment\"", "\"remark\"", "unknown: remark"),
        edit("\"comment\":\"c\"", "\"comment\":5", "comment: a text is needed"),
        edit("\"a\":[\"x\"]", "\"A\":[\"x\"]", "sets.A: a name"),
        edit("\"a\":[\"x\"]", "\"a\":[5]", "sets.a[0]: a text"),
        edit("\"a\":[\"x\"]", "\"a\":[\"" + "x".repeat(201) + "\"]", "sets.a[0]: longer"),
        beyond(
            "\"a\":[\"x\"]",
            "\"a\":[\"0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed\"]",
            "sets.a[0]: an address never looks like"),
        edit("\"allow\"", "\"permit\"", "rules[0].effect: \"allow\" or"),
        edit("\"allow\"", "\"refuse\"", "rules[0].sessions: a rule that refuses has none"),
        edit("[\"sign\"]", "[]", "rules[0].acts: a list"),
        edit("[\"sign\"]", "[\"Sign\"]", "rules[0].acts[0]: 1 to 64"),
        edit("[\"sign\"]", "[\"sign\",\"sign\"]", "rules[0].acts[1]: it is there twice"),
        edit("[\"evm-transaction\"]", "[\"evm\"]", "rules[0].on[0]: no form"),
        edit("[\"evm-transaction\"]", "[]", "rules[0].on: a list"),
        edit("\"agent:k\"", "\"robot:k\"", "rules[0].who[0]: agent:, passkey:"),
        edit("\"agent:k\"", "\"agent:\"", "rules[0].who[0]: a name"),
        edit("\"sessions\":true", "\"sessions\":1", "rules[0].sessions: true or false"),
        edit("\"tx.nonce > 1\"", "\"\"", "rules[0].when: a text"),
        beyond("\"tx.nonce > 1\"", "\"tx.nonce\"", "rules[0].when: true or false is needed"),
        edit("unknown-call", "unknown", "rules[0].acceptUnsure[0]: these forms"),
        beyond("unknown-call", "any-digest", "rules[0].acceptUnsure[0]: these forms"),
        edit("\"from\":\"2026-01-01T00:00:00Z\"", "", "rules[0].between: \"from\" or"),
        edit("2026-01-01T00:00:00Z", "tomorrow", "rules[0].between.from: a moment"),
        beyond(
            "\"from\":\"2026-01-01T00:00:00Z\"",
            "\"from\":\"2026-01-01T00:00:00Z\",\"until\":\"2026-01-01T00:00:00Z\"",
            "rules[0].between: \"from\" has to lie"),
        edit("08:00", "8:00", "rules[0].hours.from: a time"),
        edit("08:00", "25:00", "rules[0].hours.from: there is no such"),
        beyond("08:00", "18:00", "rules[0].hours: \"from\" and"),
        edit("\"mon\"", "\"Monday\"", "rules[0].hours.days[0]: each of"),
        beyond("Europe/Berlin", "Europe/Atlantis", "rules[0].hours.zone: a zone"),
        beyond("Europe/Berlin", "+01:00", "rules[0].hours.zone: a zone"),
        edit("\"most\":\"5\"", "\"most\":5", "rules[0].limits[0].most: a text"),
        edit("\"most\":\"5\"", "\"most\":\"-5\"", "rules[0].limits[0].most: decimal"),
        edit("\"most\":\"5\"", "\"most\":\"05\"", "rules[0].limits[0].most: decimal"),
        beyond(
            "\"most\":\"5\"",
            "\"most\":\"" + "9".repeat(78) + "\"",
            "rules[0].limits[0].most: decimal"),
        edit("\"P1D\"", "\"1 day\"", "rules[0].limits[0].within: a duration"),
        beyond("\"P1D\"", "\"PT59S\"", "rules[0].limits[0].within: from a minute"),
        beyond("\"P1D\"", "\"P3661D\"", "rules[0].limits[0].within: from a minute"),
        beyond(
            "\"limits\":[",
            "\"limits\":[{\"name\":\"l\",\"most\":\"5\",\"within\":\"forever\"},",
            "rules[0].limits: another limit is named l"),
        beyond("\"need\":2", "\"need\":3", "rules[0].approvals.need: a whole number from 1 to 2"),
        edit("\"need\":2", "\"need\":0", "rules[0].approvals.need: a whole number"),
        edit(
            "\"agent:a\",\"agent:b\"",
            "\"agent:a\",\"agent:a\"",
            "rules[0].approvals.of[1]: it is there twice"),
        edit("\"PT1H\"", "\"forever\"", "rules[0].approvals.within: a duration"),
        edit("\"callerCounts\"", "\"callersCount\"", "rules[0].approvals: unknown: callersCount"),
        beyond("\"rules\":[", "\"rules\":[" + rule + ",", "rules[1].name: another rule"),
        edit("\"rules\":[", "\"rules\":[5,", "rules[0]: an object"));
  }

  @ParameterizedTest
  @MethodSource("edits")
  void faultsAreNamedWithTheirPlace(Edit edit) {
    assertThat(BASE).contains(edit.from());
    String changed = BASE.replace(edit.from(), edit.to());
    assertThatThrownBy(() -> Policy.parse(Bytes.utf8(changed)))
        .isInstanceOf(MalformedPolicyException.class)
        .hasMessageContaining(edit.message());
    assertThat(schemaAccepts(changed)).isEqualTo(!edit.schemaTells());
  }

  @Test
  void bytesThatAreNoTextAreRefused() {
    for (Bytes bytes :
        List.of(
            Bytes.EMPTY,
            Bytes.fromHex("ff"),
            Bytes.utf8("null"),
            Bytes.utf8("[".repeat(100_000)),
            Bytes.utf8(" ".repeat((1 << 20) + 1)))) {
      assertThatThrownBy(() -> Policy.parse(bytes)).isInstanceOf(MalformedPolicyException.class);
    }
  }
}
