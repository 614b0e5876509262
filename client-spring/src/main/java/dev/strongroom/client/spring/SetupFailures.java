// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/// Has Spring Boot say in two lines why an attested client can't be set up.
final class SetupFailures extends AbstractFailureAnalyzer<ClientSetupException> {
  SetupFailures() {}

  @Override
  protected @Nullable FailureAnalysis analyze(Throwable failure, ClientSetupException cause) {
    return new FailureAnalysis(
        String.valueOf(cause.getMessage()),
        "See strongroom.clients." + cause.client() + " among the application's properties.",
        cause);
  }
}
