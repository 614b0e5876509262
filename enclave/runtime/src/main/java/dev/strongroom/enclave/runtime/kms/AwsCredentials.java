// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.enclave.runtime.keys.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/// Credentials of the parent instance's role, which the host hands in. They are the host's own, so
/// they authorise and prove nothing about this enclave: that does its evidence.
///
/// @param accessKeyId public
/// @param secretAccessKey of printable ASCII characters
/// @param sessionToken of printable ASCII characters; temporary credentials have one
public record AwsCredentials(
    String accessKeyId, Secret secretAccessKey, Optional<Secret> sessionToken)
    implements AutoCloseable {
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9]{16,128}");
  private static final int LONGEST_SECRET = 256;
  private static final int LONGEST_TOKEN = 8192;

  /// Checks the characters: what the host hands in gets into headers.
  ///
  /// @throws IllegalArgumentException if a part can't be one of credentials
  public AwsCredentials {
    if (!ID.matcher(accessKeyId).matches()) {
      throw new IllegalArgumentException("an access key's id is 16 to 128 letters and digits");
    }
    requirePrintable(secretAccessKey, LONGEST_SECRET);
    sessionToken.ifPresent(token -> requirePrintable(token, LONGEST_TOKEN));
  }

  /// Credentials as texts, such as a metadata service gives them.
  ///
  /// @param sessionToken empty for none
  /// @throws IllegalArgumentException if a part can't be one of credentials
  public static AwsCredentials of(String accessKeyId, String secretAccessKey, String sessionToken) {
    return new AwsCredentials(
        accessKeyId,
        secret(secretAccessKey),
        sessionToken.isEmpty() ? Optional.empty() : Optional.of(secret(sessionToken)));
  }

  private static Secret secret(String text) {
    return Secret.owning(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void requirePrintable(Secret secret, int longest) {
    boolean fine =
        secret.use(bytes -> {
          boolean printable = bytes.length > 0 && bytes.length <= longest;
          for (byte b : bytes) {
            printable = printable && b > ' ' && b < 0x7f;
          }
          return printable;
        });
    if (!fine) {
      throw new IllegalArgumentException("credentials are of printable ASCII characters");
    }
  }

  /// Wipes the secret parts.
  @Override
  public void close() {
    secretAccessKey.close();
    sessionToken.ifPresent(Secret::close);
  }

  /// Where they come from; asked before every request, since they expire.
  @FunctionalInterface
  public interface Source {
    /// Credentials that are valid now.
    ///
    /// @return the caller's to close
    /// @throws IOException if the host has none
    AwsCredentials current() throws IOException;
  }
}
