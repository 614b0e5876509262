// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import dev.strongroom.client.spring.ClientSetupException.Reason;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.InjectionPoint;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.UnsatisfiedDependencyException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.env.Environment;

/// Has Spring Boot say which clients there are, when another was asked for.
final class UnknownClients extends AbstractFailureAnalyzer<UnsatisfiedDependencyException> {
  private final Environment environment;

  UnknownClients(Environment environment) {
    this.environment = environment;
  }

  @Override
  protected @Nullable FailureAnalysis analyze(
      Throwable failure, UnsatisfiedDependencyException cause) {
    InjectionPoint point = cause.getInjectionPoint();
    AttestedClient wanted = point == null ? null : point.getAnnotation(AttestedClient.class);
    if (wanted == null
        || !(cause.getMostSpecificCause() instanceof NoSuchBeanDefinitionException)) {
      return null;
    }
    TreeSet<String> known =
        new TreeSet<>(AttestedClientsRegistrar.configured(environment).keySet());
    String why =
        known.contains(wanted.value())
            ? "nothing of this type is made for its way of speaking to the enclave"
            : "there is none of that name; configured: " + known;
    ClientSetupException named =
        new ClientSetupException(wanted.value(), Reason.UNKNOWN_CLIENT, why, cause);
    return new FailureAnalysis(
        String.valueOf(named.getMessage()),
        "Describe it under strongroom.clients."
            + wanted.value()
            + ", or correct the name at "
            + point,
        cause);
  }
}
