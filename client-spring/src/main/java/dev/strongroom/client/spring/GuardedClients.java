// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import java.util.Objects;
import java.util.function.Consumer;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.web.client.RestClient;

/// Builders that keep their request factory: setting another, usually for the sake of a timeout,
/// would make a plain client of an attested one without a word.
final class GuardedClients {
  private GuardedClients() {}

  /// The same builder, but for the request factory.
  static RestClient.Builder builder(RestClient.Builder builder) {
    return guarded(RestClient.Builder.class, builder, GuardedClients::built);
  }

  private static @Nullable Object built(MethodInvocation call) throws Throwable {
    return switch (call.getMethod().getName()) {
      case "requestFactory" ->
          throw new IllegalStateException(
              "an attested client has a request factory; its timeouts are properties");
      case "apply" -> applied(call);
      case "clone" -> builder((RestClient.Builder) Objects.requireNonNull(call.proceed()));
      case "build" ->
          guarded(
              RestClient.class,
              (RestClient) Objects.requireNonNull(call.proceed()),
              GuardedClients::called);
      default -> call.proceed();
    };
  }

  private static @Nullable Object called(MethodInvocation call) throws Throwable {
    Object result = call.proceed();
    return result instanceof RestClient.Builder mutated ? builder(mutated) : result;
  }

  /// Whoever is handed the builder gets the guarded one.
  private static Object applied(MethodInvocation call) {
    @SuppressWarnings("unchecked")
    Consumer<RestClient.Builder> consumer =
        (Consumer<RestClient.Builder>) Objects.requireNonNull(call.getArguments()[0]);
    RestClient.Builder guarded = (RestClient.Builder) ((ProxyMethodInvocation) call).getProxy();
    consumer.accept(guarded);
    return guarded;
  }

  private static <T> T guarded(Class<T> type, T target, MethodInterceptor guard) {
    ProxyFactory proxies = new ProxyFactory(type, guard);
    proxies.setTarget(target);
    return type.cast(proxies.getProxy());
  }
}
