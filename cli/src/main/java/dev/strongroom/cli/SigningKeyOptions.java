// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.host.credentials.CredentialsSource;
import dev.strongroom.image.signature.JcaSigningKey;
import dev.strongroom.image.signature.SigningException;
import dev.strongroom.image.signature.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/// Where the private key is that signs. The command-line library sets the fields.
final class SigningKeyOptions {
  @ArgGroup(exclusive = true, multiplicity = "1")
  Place place = new Place();

  @Option(
      names = "--pin-file",
      paramLabel = "FILE",
      description = "With --token: the first line is its PIN.")
  @Nullable Path pinFile;

  @Option(
      names = "--alias",
      paramLabel = "NAME",
      description = "With --token: which key, if it has several.")
  @Nullable String alias;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "With --kms: where the key is; an ARN says it already.")
  @Nullable String region;

  @Option(
      names = "--endpoint",
      paramLabel = "URI",
      description = "With --kms: another endpoint than the region's public one.")
  @Nullable URI endpoint;

  /// One of them.
  static final class Place {
    @Option(
        names = "--key",
        paramLabel = "FILE",
        description = "A file: PKCS #8 in PEM, not encrypted.")
    @Nullable Path file;

    @Option(
        names = "--token",
        paramLabel = "FILE",
        description =
            "A token: configuration of the JDK's SunPKCS11 provider (name, library, slot). The"
                + " token must hold the key's certificate as well.")
    @Nullable Path token;

    @Option(
        names = "--kms",
        paramLabel = "KEY",
        description =
            "AWS KMS: id or ARN of a key for signing. Credentials come from the environment, or"
                + " from this EC2 instance's role.")
    @Nullable String kms;
  }

  SigningKey key(InstantSource clock) throws UsageException, SigningException {
    if (place.file != null) {
      return JcaSigningKey.ofPem(text(place.file));
    }
    if (place.token != null) {
      if (pinFile == null) {
        throw new UsageException("--token needs --pin-file");
      }
      String pin = text(pinFile).lines().findFirst().orElse("");
      return JcaSigningKey.ofToken(place.token, pin, Optional.ofNullable(alias));
    }
    return kms(String.valueOf(place.kms), clock);
  }

  private SigningKey kms(String key, InstantSource clock) throws UsageException {
    String[] arn = key.split(":", -1);
    boolean isArn = arn.length == 6 && arn[0].equals("arn");
    String where = isArn ? arn[3] : region;
    if (where == null || !where.matches("[a-z0-9-]+")) {
      throw new UsageException("--kms needs a key's ARN, or its id and --region");
    }
    String domain = where.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    URI at = endpoint != null ? endpoint : URI.create("https://kms." + where + "." + domain + "/");
    if (at.getRawAuthority() == null || !String.valueOf(at.getScheme()).startsWith("http")) {
      throw new UsageException("--endpoint: not the address of a server: " + at);
    }
    return new KmsSigningKey(
        key, where, at, CredentialsSource.ofThisMachine(System.getenv(), clock), clock);
  }

  /// A short text file.
  static String text(Path file) throws UsageException {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UsageException(file + ": can't be read (" + e.getMessage() + ")");
    }
  }
}
