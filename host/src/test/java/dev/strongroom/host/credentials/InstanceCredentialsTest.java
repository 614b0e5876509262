// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class InstanceCredentialsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  private final FakeMetadata metadata = metadata();
  private volatile Instant now = NOW;
  private final CredentialsSource source = new InstanceCredentials(metadata.uri(), () -> now);

  private static FakeMetadata metadata() {
    try {
      return new FakeMetadata();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    source.close();
    metadata.close();
  }

  @Test
  void asksByVersionTwo() throws Exception {
    metadata.give("ID1", NOW.plus(Duration.ofHours(6)));
    assertThat(source.current())
        .isEqualTo(new Credentials("ID1", "secret of ID1", Optional.of("token of ID1")));
    assertThat(metadata.asked())
        .containsExactly(
            "PUT /latest/api/token",
            "GET " + FakeMetadata.ROLES,
            "GET " + FakeMetadata.ROLES + "enclave-host");
    assertThat(source.current().toString()).doesNotContain("secret", "token");
  }

  @Test
  void keepsThemUntilFiveMinutesBeforeTheyExpire() throws Exception {
    metadata.give("ID1", NOW.plus(Duration.ofHours(6)));
    source.current();
    metadata.give("ID2", NOW.plus(Duration.ofHours(12)));
    now = NOW.plus(Duration.ofHours(6)).minus(Duration.ofMinutes(5)).minusSeconds(1);
    assertThat(source.current().accessKeyId()).isEqualTo("ID1");
    assertThat(metadata.asked()).hasSize(3);
    now = NOW.plus(Duration.ofHours(6)).minus(Duration.ofMinutes(5));
    assertThat(source.current().accessKeyId()).isEqualTo("ID2");
  }

  @Test
  void usesTheLastOnesWhileTheyAreValidAndNoLonger() throws Exception {
    metadata.give("ID1", NOW.plus(Duration.ofHours(6)));
    source.current();
    metadata.status = 500;
    now = NOW.plus(Duration.ofHours(6)).minusSeconds(1);
    assertThat(source.current().accessKeyId()).isEqualTo("ID1");
    now = NOW.plus(Duration.ofHours(6));
    assertThatThrownBy(source::current)
        .isInstanceOf(CredentialsException.class)
        .hasMessage("the metadata service answers 500 for the role's credentials");
    metadata.status = 200;
    assertThatThrownBy(source::current)
        .hasMessage("the metadata service has only credentials that expired");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | the metadata service doesn't have the instance's role",
        "../other | the metadata service's name of the role is malformed",
        "'a b' | the metadata service's name of the role is malformed"
      })
  void refusesAnInstanceWithoutARole(String role, String why) {
    metadata.role = role;
    assertThatThrownBy(source::current).isInstanceOf(CredentialsException.class).hasMessage(why);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nothing",
        "[]",
        "{",
        "{\"Code\":\"Success\"}",
        "{\"Code\":\"Success\",\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"SHH\",\"Token\":\"c\"}",
        "{\"Code\":\"Success\",\"AccessKeyId\":\"a\",\"SecretAccessKey\":\"SHH\",\"Token\":\"c\",\"Expiration\":\"soon\"}",
        "{\"Code\":\"Success\",\"AccessKeyId\":7,\"SecretAccessKey\":\"SHH\",\"Token\":\"c\",\"Expiration\":\"2030-01-01T00:00:00Z\"}"
      })
  void refusesOtherAnswersWithoutShowingThem(String answer) {
    metadata.credentials = answer;
    assertThatThrownBy(source::current)
        .isInstanceOf(CredentialsException.class)
        .hasMessage("the metadata service's credentials are malformed");
  }

  @Test
  void refusesAnswersThatAreTooLongAndThoseThatSayNo() {
    metadata.credentials = "{\"Code\":\"Failed\"}";
    assertThatThrownBy(source::current)
        .hasMessage("the metadata service has no credentials for the role now");
    metadata.credentials = " ".repeat(20_000);
    assertThatThrownBy(source::current)
        .hasMessage("no metadata service that gives the role's credentials");
  }

  @Test
  void doesNotWaitForASilentService() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
        CredentialsSource hasty =
            new InstanceCredentials(
                new InstanceMetadata(
                    URI.create("http://127.0.0.1:" + silent.getLocalPort()),
                    Duration.ofMillis(200)),
                () -> now)) {
      assertThatThrownBy(hasty::current).hasMessage("no metadata service that gives a token");
    }
  }
}
