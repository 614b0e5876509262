// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.channel.ChannelException.Refusal;
import dev.strongroom.client.AttestationRefusedException;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.client.spring.shop.Greeter;
import dev.strongroom.testkit.EnclaveUnderTest;
import dev.strongroom.testkit.WithEnclave;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.health.registry.HealthContributorRegistry;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;

/// Real Spring Boot applications, and real, simulated enclaves.
@WithEnclave(Greeter.class)
class AttestedClientTest {
  @TempDir static Path folder;

  /// Everything that can be asked for.
  ///
  /// @param rest the client
  /// @param builder of further ones
  /// @param http without Spring
  /// @param enclave what is known of it
  /// @param plain Spring Boot's own
  record Wants(
      @AttestedClient("greeter") RestClient rest,
      @AttestedClient("greeter") RestClient.Builder builder,
      @AttestedClient("greeter") AttestedHttpClient http,
      @AttestedClient("greeter") AttestedEnclave enclave,
      RestClient.Builder plain) {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(Wants.class)
  static class App {}

  /// Only a client, for enclaves that are refused.
  record WantsOne(
      @AttestedClient("greeter") RestClient rest,
      @AttestedClient("greeter") AttestedEnclave enclave) {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(WantsOne.class)
  static class Small {}

  private static String get(RestClient client, String path) {
    return String.valueOf(client.get().uri(path).retrieve().body(String.class));
  }

  private static Health health(ConfigurableApplicationContext context) {
    CompositeHealthContributor all =
        (CompositeHealthContributor)
            context.getBean(HealthContributorRegistry.class).getContributor("attestedClients");
    return ((HealthIndicator) all.getContributor("greeter")).health();
  }

  @Test
  void everyKindOfClientSpeaksToTheEnclave(EnclaveUnderTest enclave) throws Exception {
    try (ConfigurableApplicationContext context = Started.of(enclave, folder).run(App.class)) {
      Wants wants = context.getBean(Wants.class);
      assertThat(health(context).getStatus()).isEqualTo(Status.UNKNOWN);

      assertThat(get(wants.rest(), "/protection")).isEqualTo("ATTESTED_CHANNEL");
      assertThat(get(wants.builder().defaultHeader("x-asks", "builder").build(), "/hello?name=Ada"))
          .isEqualTo("hello Ada");
      HttpRequest request = HttpRequest.newBuilder(enclave.uri().resolve("/protection")).build();
      assertThat(wants.http().send(request, BodyHandlers.ofString()).body())
          .isEqualTo("ATTESTED_CHANNEL");
      ResponseEntity<String> echoed =
          wants
              .rest()
              .post()
              .uri("/echo")
              .header("x-asks", "much")
              .body(Map.of("sum", 12))
              .retrieve()
              .toEntity(String.class);
      assertThat(echoed.getBody()).isEqualTo("{\"sum\":12}");
      assertThat(echoed.getHeaders().getFirst("x-asked")).isEqualTo("much");
      assertThat(wants.rest().get().uri("/moved").retrieve().toBodilessEntity().getStatusCode())
          .as("redirects aren't followed")
          .hasToString("302 FOUND");

      Verification verified = wants.enclave().lastVerified().orElseThrow();
      assertThat(verified.simulated()).isTrue();
      assertThat(enclave.policy().identityKey()).contains(verified.keys().identityKey());
      Health health = health(context);
      assertThat(health.getStatus()).isEqualTo(Status.UP);
      assertThat(health.getDetails())
          .containsEntry("way", "attested-channel")
          .containsEntry("verifiedAt", verified.at().toString())
          .containsEntry("identityKey", verified.keys().identityKey().hex())
          .containsKeys("SIMULATED", "measurements");
      SimpleMeterRegistry meters = new SimpleMeterRegistry();
      context.getBeansOfType(MeterBinder.class).values().forEach(binder -> binder.bindTo(meters));
      assertThat(meters.get("strongroom.client.verifications").functionCounter().count())
          .as("connections are kept: one for Spring's client and the bare one")
          .isEqualTo((double) wants.enclave().verifications())
          .isBetween(1.0, 2.0);
      assertThat(meters.get("strongroom.client.refusals").functionCounter().count()).isZero();
    }
  }

  @Test
  void whoIsNotWhatThePolicyDemandsGetsNothing(EnclaveUnderTest enclave) throws Exception {
    String pcr0 = enclave.policyText().replaceAll("(?s).*\"pcr0\": \"([0-9a-f]{96})\".*", "$1");
    String other = (pcr0.startsWith("0") ? "1" : "0") + pcr0.substring(1);
    Started started =
        Started.of(enclave, folder).withPolicy(enclave.policyText().replace(pcr0, other));
    int before = Greeter.REQUESTS.get();
    try (ConfigurableApplicationContext context = started.run(Small.class)) {
      WantsOne wants = context.getBean(WantsOne.class);
      assertThatThrownBy(() -> get(wants.rest(), "/hello?name=secret"))
          .isInstanceOf(ResourceAccessException.class)
          .hasMessageContaining("evidence-refused: isn't the service under test: PCR 0")
          .cause()
          .isInstanceOfSatisfying(
              AttestationRefusedException.class,
              e -> assertThat(e.refusal()).isEqualTo(Refusal.EVIDENCE_REFUSED));
      assertThat(Greeter.REQUESTS).hasValue(before);
      assertThat(wants.enclave().lastVerified()).isEmpty();
      Health health = health(context);
      assertThat(health.getStatus()).isEqualTo(Status.DOWN);
      assertThat(health.getDetails().get("lastRefused").toString())
          .contains("code=evidence-refused");
    }
    assertThatThrownBy(() -> started.with("verify-at-start", "true").run(Small.class))
        .hasStackTraceContaining("not-verified: " + enclave.uri() + ": evidence-refused");
    assertThat(Greeter.REQUESTS).hasValue(before);
  }

  @Test
  @WithEnclave(Greeter.class)
  void aStrangersDeploymentIsRefusedUntilOursIsBack(EnclaveUnderTest enclave) throws Exception {
    Started started = Started.of(enclave, folder).with("verify-at-start", "true");
    try (ConfigurableApplicationContext context = started.run(Small.class)) {
      WantsOne wants = context.getBean(WantsOne.class);
      assertThat(wants.enclave().verifications()).as("at the start").isEqualTo(1);
      assertThat(get(wants.rest(), "/hello?name=Ada")).isEqualTo("hello Ada");
      enclave.restartAsAnother();
      int before = Greeter.REQUESTS.get();
      assertThatThrownBy(() -> get(wants.rest(), "/hello?name=secret"))
          .hasMessageContaining("identity: ");
      assertThat(Greeter.REQUESTS).hasValue(before);
      assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
      assertThat(wants.enclave().refusals()).isEqualTo(1);
    }
  }

  @Test
  void noPlainClientSlipsIn(EnclaveUnderTest enclave) throws Exception {
    try (ConfigurableApplicationContext context = Started.of(enclave, folder).run(App.class)) {
      Wants wants = context.getBean(Wants.class);
      JdkClientHttpRequestFactory plain = new JdkClientHttpRequestFactory();
      assertThatThrownBy(() -> wants.builder().requestFactory(plain))
          .hasMessageContaining("has a request factory");
      assertThatThrownBy(() -> wants.builder().baseUrl("https://x").clone().requestFactory(plain))
          .hasMessageContaining("has a request factory");
      assertThatThrownBy(() -> wants.rest().mutate().requestFactory(plain))
          .hasMessageContaining("has a request factory");
      assertThatThrownBy(() -> wants.builder().apply(inner -> inner.requestFactory(plain)))
          .hasMessageContaining("has a request factory");
      URI uri = enclave.uri();
      for (String elsewhere :
          new String[] {
            "http://localhost:" + uri.getPort() + "/hello",
            "https://localhost:1/hello",
            "https://127.0.0.1:" + uri.getPort() + "/hello"
          }) {
        assertThatThrownBy(() -> get(wants.rest(), elsewhere))
            .hasMessageContaining("other-origin: ");
      }
      assertThatThrownBy(() -> get(wants.builder().baseUrl("http://localhost").build(), "/hello"))
          .hasMessageContaining("other-origin: ");
      // Spring Boot's own builder is untouched, and isn't ours.
      assertThat(wants.plain().requestFactory(plain)).isNotNull();
    }
  }
}
