// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.testkit;

import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.channel.ServerAppraisal;
import dev.strongroom.client.AttestedHttpClient;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.ReflectionSupport;

/// Starts what [WithEnclave] asks for, and hands it to test methods. JUnit closes it with the
/// context that it belongs to.
final class EnclaveExtension implements BeforeAllCallback, BeforeEachCallback, ParameterResolver {
  private static final Namespace NAMESPACE = Namespace.create(EnclaveExtension.class);

  private static final Map<Class<?>, Function<EnclaveUnderTest, Object>> PARAMETERS =
      Map.of(
          EnclaveUnderTest.class, enclave -> enclave,
          AttestedHttpClient.class, EnclaveUnderTest::client,
          URI.class, EnclaveUnderTest::uri,
          ChannelPolicy.class, EnclaveUnderTest::policy,
          ServerAppraisal.class, EnclaveUnderTest::appraisal);

  /// JUnit makes one where the annotation is found.
  EnclaveExtension() {}

  @Override
  public void beforeAll(ExtensionContext context) throws Exception {
    start(context);
  }

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    start(context);
  }

  private static void start(ExtensionContext context) throws Exception {
    Optional<WithEnclave> wanted =
        AnnotationSupport.findAnnotation(context.getElement(), WithEnclave.class);
    if (wanted.isPresent()) {
      EnclaveUnderTest enclave =
          EnclaveUnderTest.start(ReflectionSupport.newInstance(wanted.get().value()));
      context.getStore(NAMESPACE).put(EnclaveUnderTest.class, enclave);
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return PARAMETERS.containsKey(parameter.getParameter().getType());
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    EnclaveUnderTest enclave =
        context.getStore(NAMESPACE).get(EnclaveUnderTest.class, EnclaveUnderTest.class);
    Function<EnclaveUnderTest, Object> part = PARAMETERS.get(parameter.getParameter().getType());
    if (enclave == null || part == null) {
      throw new ParameterResolutionException("no enclave was started for this test");
    }
    return part.apply(enclave);
  }
}
