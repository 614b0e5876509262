// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.credentials;

import java.util.Optional;

/// Credentials for AWS. They are texts and never shown.
///
/// @param accessKeyId public
/// @param sessionToken temporary credentials have one
public record Credentials(
    String accessKeyId, String secretAccessKey, Optional<String> sessionToken) {

  /// Only what is public.
  @Override
  public String toString() {
    return "credentials " + accessKeyId;
  }
}
