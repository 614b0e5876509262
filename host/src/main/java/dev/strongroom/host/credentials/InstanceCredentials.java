// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.credentials;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/// Credentials of this EC2 instance's role, from its metadata service. They are kept until five
/// minutes before they expire; the service has new ones by then ("Retrieve security credentials
/// from instance metadata", Amazon EC2 User Guide).
public final class InstanceCredentials implements CredentialsSource {
  /// Where each instance finds its metadata.
  public static final URI STANDARD = URI.create("http://169.254.169.254/");

  private static final System.Logger LOGGER = System.getLogger(InstanceCredentials.class.getName());
  private static final Duration RENEWED_BEFORE = Duration.ofMinutes(5);

  private final InstanceMetadata metadata;
  private final InstantSource clock;
  private InstanceMetadata.@Nullable Expiring kept;

  /// @param metadata of the service, without a path
  public InstanceCredentials(URI metadata, InstantSource clock) {
    this(new InstanceMetadata(metadata, Duration.ofSeconds(2)), clock);
  }

  InstanceCredentials(InstanceMetadata metadata, InstantSource clock) {
    this.metadata = metadata;
    this.clock = clock;
  }

  @Override
  public synchronized Credentials current() throws CredentialsException {
    Instant now = clock.instant();
    InstanceMetadata.Expiring last = kept;
    if (last != null && now.isBefore(last.until().minus(RENEWED_BEFORE))) {
      return last.credentials();
    }
    try {
      InstanceMetadata.Expiring next = metadata.credentials();
      if (!now.isBefore(next.until())) {
        throw new CredentialsException("the metadata service has only credentials that expired");
      }
      kept = next;
      return next.credentials();
    } catch (CredentialsException e) {
      if (last != null && now.isBefore(last.until())) {
        LOGGER.log(System.Logger.Level.WARNING, "using the last credentials: {0}", e.getMessage());
        return last.credentials();
      }
      throw e;
    }
  }

  @Override
  public void close() {
    metadata.close();
  }
}
