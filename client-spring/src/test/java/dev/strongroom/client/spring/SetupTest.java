// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.client.spring.shop.Greeter;
import dev.strongroom.client.spring.shop.Greetings;
import dev.strongroom.testkit.EnclaveUnderTest;
import dev.strongroom.testkit.WithEnclave;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;
import org.springframework.web.service.registry.ImportHttpServices;

/// Applications that don't start, and what they say.
@WithEnclave(Greeter.class)
@ExtendWith(OutputCaptureExtension.class)
class SetupTest {
  @TempDir static Path folder;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(Mistyped.Wants.class)
  static class Mistyped {
    record Wants(@AttestedClient("greter") RestClient rest) {}
  }

  /// A plain client that only is called as the attested one is.
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @Import(CalledSo.Wants.class)
  static class CalledSo {
    record Wants(@AttestedClient("other") RestClient rest) {}

    @Bean
    RestClient other() {
      return RestClient.create();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Pretends {
    @Bean
    @AttestedClient("greeter")
    RestClient plain() {
      return RestClient.create();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @ImportHttpServices(group = "other", types = Greetings.class)
  static class WrongGroup {}

  /// A declared service that asks for the attested client, over a plain one.
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class PlainProxy {
    @Bean
    Greetings greetings() {
      return HttpServiceProxyFactory.builderFor(RestClientAdapter.create(RestClient.create()))
          .build()
          .createClient(Greetings.class);
    }
  }

  private Started started;

  @BeforeEach
  void properties(EnclaveUnderTest enclave) throws Exception {
    started = Started.of(enclave, folder);
  }

  private void refused(String reason, Class<?> app) {
    assertThatThrownBy(() -> started.run(app)).hasStackTraceContaining(reason);
  }

  @Test
  void nothingIsAssumedOfAClient(EnclaveUnderTest enclave, CapturedOutput output) throws Exception {
    String key = enclave.policy().identityKey().orElseThrow().hex();
    String url = enclave.uri().toString();
    refused("policy-missing: ", started.with("policy", null));
    refused("policy-unreadable: ", started.with("policy", "classpath:nowhere.json"));
    refused("policy-malformed: ", started.withPolicy("{\"version\": 1}"));
    started.withPolicy(enclave.policyText());
    refused("identity-key: no identity-key is given", started.with("identity-key", null));
    refused("identity-key: 64 hexa", started.with("identity-key", key.substring(2)));
    started.with("identity-key", key);
    refused("url: no url", started.with("url", null));
    refused("url: https with a host", started.with("url", url.replace("https", "http")));
    refused("url: scheme, host", started.with("url", url + "?a=b"));
    started.with("url", url);
    refused("endorsements: ", started.with("endorsements", "classpath:nowhere.json"));
    started.with("endorsements", null);
    refused("setting: ssl-bundle", started.with("ssl-bundle", "web"));
    refused("setting: fresh", started.with("way", "encrypted-messages").with("fresh", "true"));
    started.with("ssl-bundle", null).with("way", null).with("fresh", null);
    refused("setting: durations", started.with("reverify-after", "0s"));
    started.with("reverify-after", null);
    assertThat(output.getAll())
        .contains("APPLICATION FAILED TO START", "can't be set up: policy-missing: no policy");
  }

  private static void refused(String reason, Started started) {
    assertThatThrownBy(() -> started.run(App.class)).hasStackTraceContaining(reason);
  }

  @Test
  void aPropertyThatNobodyKnowsIsRefused() {
    assertThatThrownBy(() -> started.with("identitykey-pinned", "yes").run(App.class))
        .hasStackTraceContaining("strongroom.clients.greeter.identitykey-pinned");
    started.with("identitykey-pinned", null);
  }

  @Test
  void whatIsLazyElsewhereFailsAtTheStartHere() {
    started.with("policy", null);
    assertThatThrownBy(() -> started.run(App.class, Lazily.class))
        .hasStackTraceContaining("policy-missing: ");
  }

  @Configuration(proxyBeanMethods = false)
  static class Lazily {
    @Bean
    static org.springframework.boot.LazyInitializationBeanFactoryPostProcessor lazily() {
      return new org.springframework.boot.LazyInitializationBeanFactoryPostProcessor();
    }
  }

  @Test
  void anUnknownNameIsSaidWithThoseThatThereAre(CapturedOutput output) {
    assertThatThrownBy(() -> started.run(Mistyped.class)).isNotNull();
    assertThat(output.getAll())
        .contains("\"greter\" can't be set up: unknown-client", "configured: [greeter]");
  }

  @Test
  void beansOfOthersArentTakenForAttestedClients() {
    refused("No qualifying bean", CalledSo.class);
    refused("not-attested: bean \"plain\" calls itself so", Pretends.class);
    refused("but is in group \"other\"", WrongGroup.class);
    refused("is in no group of that name", PlainProxy.class);
  }

  @Test
  void aSimulatedEnclaveIsSaidAloud(CapturedOutput output) {
    started.with("verify-at-start", "true").run(App.class).close();
    assertThat(output.getAll()).contains("accepts SIMULATED enclaves", "SIMULATED: no hardware");
  }
}
