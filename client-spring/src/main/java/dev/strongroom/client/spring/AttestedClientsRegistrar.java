// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import dev.strongroom.client.AttestedHttpClient;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.type.AnnotationMetadata;
import org.springframework.web.client.RestClient;

/// Declares the beans of each client under `strongroom.clients`. They are candidates only where
/// [AttestedClient] asks for them, so an application's other clients stay what they are.
final class AttestedClientsRegistrar implements ImportBeanDefinitionRegistrar {
  private final Environment environment;
  private final BeanFactory beans;
  private final ResourceLoader files;

  /// Spring hands over what the constructor asks for.
  AttestedClientsRegistrar(Environment environment, BeanFactory beans, ResourceLoader files) {
    this.environment = environment;
    this.beans = beans;
    this.files = files;
  }

  /// What is configured, by name. A property that nobody knows is refused: it might have been meant
  /// to demand something.
  static Map<String, ClientProperties> configured(Environment environment) {
    return Binder.get(
            environment,
            new NoUnboundElementsBindHandler(
                BindHandler.DEFAULT, new UnboundElementsSourceFilter()))
        .bind(ClientProperties.PREFIX, Bindable.mapOf(String.class, ClientProperties.class))
        .orElse(Map.of());
  }

  @Override
  public void registerBeanDefinitions(
      AnnotationMetadata importing, BeanDefinitionRegistry registry) {
    configured(environment).forEach((name, properties) -> register(name, properties, registry));
  }

  private void register(String name, ClientProperties properties, BeanDefinitionRegistry registry) {
    String prefix = "strongroom.client." + name;
    RootBeanDefinition parts =
        new RootBeanDefinition(
            ClientParts.class,
            () -> ClientParts.of(Demand.of(name, properties, files), this::context));
    // Also where all else is made when it is first used: what is wrong shows at the start.
    parts.setLazyInit(false);
    registry.registerBeanDefinition(prefix, parts);
    Supplier<ClientParts> made = () -> beans.getBean(prefix, ClientParts.class);

    RootBeanDefinition builder =
        qualified(RestClient.Builder.class, name, () -> builder(made.get()));
    builder.setScope(BeanDefinition.SCOPE_PROTOTYPE);
    registry.registerBeanDefinition(prefix + ".builder", builder);
    registry.registerBeanDefinition(
        prefix + ".rest", qualified(RestClient.class, name, () -> builder(made.get()).build()));
    registry.registerBeanDefinition(
        prefix + ".enclave", qualified(AttestedEnclave.class, name, () -> made.get().enclave()));
    if (properties.way() == Way.ATTESTED_CHANNEL) {
      RootBeanDefinition http = qualified(AttestedHttpClient.class, name, () -> made.get().http());
      // The parts close it.
      http.setDestroyMethodName("");
      registry.registerBeanDefinition(prefix + ".http", http);
    }
  }

  private RestClient.Builder builder(ClientParts parts) {
    BuilderSource source =
        beans.getBeanProvider(BuilderSource.class).getIfAvailable(() -> RestClient::builder);
    return GuardedClients.builder(parts.speakingTo(source.builder()));
  }

  private SSLContext context(String bundle) {
    try {
      return bundle.isEmpty()
          ? SSLContext.getDefault()
          : beans.getBean(SslBundles.class).getBundle(bundle).createSslContext();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no TLS", e);
    }
  }

  private static <T> RootBeanDefinition qualified(
      Class<T> type, String name, Supplier<T> instance) {
    RootBeanDefinition definition = new RootBeanDefinition(type, instance);
    definition.addQualifier(new AutowireCandidateQualifier(AttestedClient.class, name));
    definition.setDefaultCandidate(false);
    return definition;
  }
}
