// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.anchor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.enclave.notary.NotarySettings;
import dev.strongroom.ledger.recovery.Generation;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What may stand in the settings, and what may not.
class AnchorSettingsTest {
  private static final String PIN = "ab".repeat(32);
  private static final String DYNAMO = "{\"table\":\"log-table\",\"region\":\"eu-central-1\"}";
  private static final String AUTHORITY =
      "{\"name\":\"tsa\",\"url\":\"http://tsa.example/stamp\",\"sha256\":[\"" + PIN + "\"]}";
  private static final String BEACON =
      "{\"source\":\"drand\",\"url\":\"https://api.drand.sh\",\"chain\":\""
          + PIN
          + "\",\"genesis\":\"2023-08-23T15:09:27Z\",\"period\":\"PT3S\"}";

  private static AnchorSettings parse(String anchors) throws MalformedJsonException {
    return NotarySettings.parse(
            JsonNode.parse(
                "{\"origin\":\"example.com/log\",\"quorum\":0,\"anchors\":" + anchors + "}"))
        .anchors();
  }

  @Test
  void thereNeedntBeAny() throws Exception {
    assertThat(NotarySettings.parse(JsonNode.parse("{\"origin\":\"a/b\",\"quorum\":0}")).anchors())
        .isEqualTo(AnchorSettings.NONE);
    assertThat(parse("{}")).isEqualTo(AnchorSettings.NONE);
  }

  @Test
  void whatIsLeftOutHasADefault() throws Exception {
    AnchorSettings settings =
        parse(
            "{\"dynamodb\":"
                + DYNAMO
                + ",\"rfc3161\":["
                + AUTHORITY
                + "],\"beacon\":"
                + BEACON
                + "}");
    assertThat(settings.dynamoDb())
        .contains(
            new AnchorSettings.DynamoDb(
                "log-table",
                "eu-central-1",
                "example.com/log",
                URI.create("https://dynamodb.eu-central-1.amazonaws.com"),
                Duration.ofSeconds(1),
                false));
    assertThat(settings.authorities())
        .containsExactly(
            new AnchorSettings.Rfc3161(
                "tsa",
                URI.create("http://tsa.example/stamp"),
                Set.of(Bytes.fromHex(PIN)),
                Duration.ofHours(1),
                false));
    assertThat(settings.beacon())
        .contains(
            new AnchorSettings.Beacon(
                URI.create("https://api.drand.sh"),
                PIN,
                Instant.ofEpochSecond(1_692_803_367),
                Duration.ofSeconds(3),
                Duration.ofSeconds(30),
                Duration.ofMinutes(5),
                false));
  }

  @Test
  void everythingCanBeSaid() throws Exception {
    AnchorSettings settings =
        parse(
            "{\"dynamodb\":"
                + with(DYNAMO, "\"key\":\"k\",\"endpoint\":\"http://127.0.0.1:8000\"")
                + ",\"rfc3161\":["
                + with(AUTHORITY, "\"required\":true")
                + "],\"beacon\":"
                + with(BEACON, "\"every\":\"PT3S\",\"oldest\":\"PT1M\",\"required\":true")
                + "}");
    assertThat(settings.dynamoDb().map(AnchorSettings.DynamoDb::key)).contains("k");
    assertThat(settings.dynamoDb().map(AnchorSettings.DynamoDb::endpoint))
        .contains(URI.create("http://127.0.0.1:8000"));
    assertThat(settings.authorities().getFirst().required()).isTrue();
    assertThat(settings.beacon().map(AnchorSettings.Beacon::oldest))
        .isEqualTo(Optional.of(Duration.ofMinutes(1)));
  }

  @Test
  void aLaterGenerationHasARowOfItsOwn() throws Exception {
    Generation first = new Generation("example.com/log", 0);
    AnchorSettings settings = parse("{\"dynamodb\":" + DYNAMO + "}");
    assertThat(settings.of(first)).isEqualTo(settings);
    assertThat(settings.of(first.next()).dynamoDb().map(AnchorSettings.DynamoDb::key))
        .contains(first.next().origin());
    assertThat(
            parse("{\"dynamodb\":" + with(DYNAMO, "\"key\":\"k\"") + "}")
                .of(first.next().next())
                .dynamoDb()
                .map(AnchorSettings.DynamoDb::key))
        .contains("k/recovered/2");
  }

  private static String with(String object, String members) {
    return object.substring(0, object.length() - 1) + "," + members + "}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "ethereum | {} | unknown",
        "dynamodb | {} | is missing",
        "dynamodb | {\"table\":\"t\",\"region\":\"eu-central-1\"} | anchors.dynamodb.table",
        "dynamodb | {\"table\":\"t/a\",\"region\":\"eu-central-1\"} | anchors.dynamodb.table",
        "dynamodb | {\"table\":\"abc\",\"region\":\"somewhere\"} | anchors.dynamodb.region",
        "dynamodb | {\"table\":\"abc\",\"region\":\"eu-central-1\",\"ttl\":1} | unknown: ttl",
        "dynamodb | {\"table\":\"abc\",\"region\":\"eu-central-1\",\"required\":1} | required",
        "rfc3161 | {} | a list",
        "rfc3161 | [] | a list",
        "beacon | {\"source\":\"nist\"} | only drand",
      })
  void anythingElseIsRefusedWithItsPlace(String name, String value, String where) {
    refused("{\"" + name + "\":" + value + "}", where);
  }

  @Test
  void partsThatDontFitTogetherAreRefused() {
    refused("{\"dynamodb\":" + with(DYNAMO, "\"required\":true,\"every\":\"PT1S\"") + "}", "every");
    refused("{\"dynamodb\":" + with(DYNAMO, "\"every\":\"PT0S\"") + "}", "every");
    refused("{\"dynamodb\":" + with(DYNAMO, "\"every\":\"P8D\"") + "}", "every");
    refused("{\"dynamodb\":" + with(DYNAMO, "\"endpoint\":\"ftp://a\"") + "}", "endpoint");
    refused("{\"dynamodb\":" + with(DYNAMO, "\"endpoint\":\"https://a/\"") + "}", "endpoint");
    refused("{\"dynamodb\":" + with(DYNAMO, "\"endpoint\":\"https://u@a\"") + "}", "endpoint");
    refused("{\"rfc3161\":[" + AUTHORITY + "," + AUTHORITY + "]}", "two authorities of one name");
    refused("{\"rfc3161\":[" + AUTHORITY.replace(PIN, PIN + "00") + "]}", "sha256[0]");
    refused("{\"rfc3161\":[" + AUTHORITY.replace(PIN, PIN.replace('a', 'A')) + "]}", "sha256[0]");
    refused("{\"rfc3161\":[" + AUTHORITY.replace("\"" + PIN + "\"", "") + "]}", "sha256");
    refused("{\"beacon\":" + BEACON.replace("drand\"", "nist\"") + "}", "only drand");
    refused("{\"beacon\":" + with(BEACON, "\"oldest\":\"PT32S\"") + "}", "oldest");
    refused("{\"beacon\":" + BEACON.replace("2023-08", "soon") + "}", "genesis");
    refused("{\"beacon\":" + BEACON.replace(PIN, "ab") + "}", "chain");
    List<String> five =
        List.of("a", "b", "c", "d", "e").stream()
            .map(name -> AUTHORITY.replace("\"tsa\"", "\"" + name + "\""))
            .toList();
    refused("{\"rfc3161\":[" + String.join(",", five) + "]}", "more than 4");
  }

  private static void refused(String anchors, String where) {
    MalformedJsonException refusal =
        catchThrowableOfType(MalformedJsonException.class, () -> parse(anchors));
    assertThat(refusal).as(anchors).isNotNull();
    assertThat(refusal).hasMessageContaining(where);
  }
}
