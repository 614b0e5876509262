// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.credentials;

import java.util.Map;
import java.util.Optional;

/// Credentials in variables, under the names that all of Amazon's tools know ("Environment
/// variables", AWS SDKs and Tools Reference Guide). They stay as they are until the process ends.
///
/// @param environment by name
public record EnvironmentCredentials(Map<String, String> environment) implements CredentialsSource {
  private static final String ID = "AWS_ACCESS_KEY_ID";
  private static final String SECRET = "AWS_SECRET_ACCESS_KEY";
  private static final String TOKEN = "AWS_SESSION_TOKEN";

  /// Copies the map.
  public EnvironmentCredentials {
    environment = Map.copyOf(environment);
  }

  /// Whether there is any part of credentials: then they are meant, also if a part is missing.
  public boolean isNamed() {
    return variable(ID).isPresent() || variable(SECRET).isPresent();
  }

  @Override
  public Credentials current() throws CredentialsException {
    return new Credentials(required(ID), required(SECRET), variable(TOKEN));
  }

  private String required(String name) throws CredentialsException {
    return variable(name).orElseThrow(() -> new CredentialsException(name + " isn't set"));
  }

  /// Set to nothing is as good as not set.
  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  @Override
  public String toString() {
    return "credentials of the environment";
  }
}
