// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.credentials;

import java.time.InstantSource;
import java.util.Map;

/// Where credentials come from. Thread-safe.
public interface CredentialsSource extends AutoCloseable {

  /// Credentials that are valid now.
  ///
  /// @throws CredentialsException if there are none; may be called again, since that may pass
  Credentials current() throws CredentialsException;

  /// Ends connections, if it has any.
  @Override
  default void close() {}

  /// Those of the environment if it names any, otherwise those of this EC2 instance's role.
  ///
  /// @param environment such as the process's
  static CredentialsSource ofThisMachine(Map<String, String> environment, InstantSource clock) {
    EnvironmentCredentials named = new EnvironmentCredentials(environment);
    return named.isNamed() ? named : new InstanceCredentials(InstanceCredentials.STANDARD, clock);
  }
}
