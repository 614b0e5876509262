// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.CompositeHealthContributor;
import org.springframework.boot.health.contributor.HealthContributor;
import org.springframework.boot.restclient.autoconfigure.RestClientBuilderConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.client.RestClient;

/// Makes the clients that `strongroom.clients` describes.
@AutoConfiguration(
    afterName = "org.springframework.boot.restclient.autoconfigure.RestClientAutoConfiguration")
@Import(AttestedClientsRegistrar.class)
class AttestedClientsAutoConfiguration {
  AttestedClientsAutoConfiguration() {}

  @Bean
  AttestedGroups strongroomAttestedGroups(ObjectProvider<ClientParts> parts) {
    return new AttestedGroups(parts);
  }

  @Bean
  NothingElse strongroomNothingElse(ListableBeanFactory beans, AttestedGroups groups) {
    return new NothingElse(beans, groups);
  }

  /// Where Spring Boot sets up builders, ours begin as all others do.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(RestClientBuilderConfigurer.class)
  static class OfSpringBoot {
    OfSpringBoot() {}

    @Bean
    @ConditionalOnBean(RestClientBuilderConfigurer.class)
    BuilderSource strongroomConfiguredBuilders(RestClientBuilderConfigurer configurer) {
      return () -> configurer.configure(RestClient.builder());
    }
  }

  /// Part of `/actuator/health`.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(HealthContributor.class)
  @ConditionalOnEnabledHealthIndicator("attested-clients")
  static class Healths {
    Healths() {}

    @Bean
    HealthContributor attestedClientsHealthContributor(ObjectProvider<ClientParts> parts) {
      return CompositeHealthContributor.fromMap(
          parts.stream().collect(Collectors.toMap(ClientParts::name, Function.identity())),
          client -> new ClientsHealth(client.enclave()));
    }
  }

  /// For whatever registry there is.
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(MeterRegistry.class)
  static class Metrics {
    Metrics() {}

    @Bean
    MeterBinder strongroomClientsMetrics(ObjectProvider<ClientParts> parts) {
      return new ClientsMetrics(parts.stream().map(ClientParts::enclave).toList());
    }
  }
}
