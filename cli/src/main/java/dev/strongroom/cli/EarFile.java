// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.results.Ear;
import dev.strongroom.results.EarToken;
import dev.strongroom.results.VerdictResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// Writes attestation results.
final class EarFile {
  private static final String DEVELOPER = "Strongroom";

  private final EarToken token;
  private final Path output;
  private final boolean cwt;
  private final List<String> policies;

  private EarFile(EarToken token, Path output, boolean cwt, List<String> policies) {
    this.token = token;
    this.output = output;
    this.cwt = cwt;
    this.policies = List.copyOf(policies);
  }

  /// Reads the key, before anything is judged.
  ///
  /// @param policies identifiers of the policy that is judged by
  static EarFile by(EarOptions options, List<String> policies) throws UsageException {
    Path key = Objects.requireNonNull(options.key);
    try {
      return new EarFile(
          EarToken.by(PrivateKeyFile.read(key)),
          Objects.requireNonNull(options.output),
          options.cwt,
          policies);
    } catch (InvalidKeyException e) {
      throw new UsageException(key + ": " + e.getMessage());
    }
  }

  void write(Finding.Judged judged, Instant now) throws UsageException {
    Ear ear =
        new Ear(
            now.truncatedTo(ChronoUnit.SECONDS),
            Optional.empty(),
            new Ear.Verifier(DEVELOPER, String.join(" ", new Version().getVersion())),
            Optional.empty(),
            VerdictResult.of(judged.evidence(), judged.verdict(), policies));
    try {
      Files.write(
          output,
          cwt
              ? token.cwt(ear).toByteArray()
              : (token.jwt(ear) + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UsageException(output + ": can't be written (" + e.getMessage() + ")");
    } catch (GeneralSecurityException e) {
      throw new UsageException("the key can't sign: " + e.getMessage());
    }
  }
}
