// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SortedMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs requests with AWS Signature Version 4 ("Create a signed AWS API request", IAM User Guide):
/// a POST to the path `/` without a query, which is all that KMS and DynamoDB know.
///
/// @param region such as `eu-central-1`
/// @param service such as `kms`
public record RequestSignature(String region, String service) {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final int DATE = 8;

  /// `time` as the header X-Amz-Date has it.
  public static String date(Instant time) {
    return TIME.format(time);
  }

  /// The value of the header Authorization.
  ///
  /// @param headers all headers to sign, names in lower case, values without spaces at their ends
  ///   or several in a row; `host` and `x-amz-date` among them
  public String authorization(
      AwsCredentials credentials, SortedMap<String, String> headers, Bytes body) {
    String date = headers.getOrDefault("x-amz-date", "");
    String scope = date.substring(0, DATE) + "/" + region + "/" + service + "/aws4_request";
    String names = String.join(";", headers.keySet());
    String canonical =
        "POST\n/\n\n"
            + headers.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue() + "\n")
                .collect(Collectors.joining())
            + "\n"
            + names
            + "\n"
            + sha256(body);
    String toSign = ALGORITHM + "\n" + date + "\n" + scope + "\n" + sha256(Bytes.utf8(canonical));
    return ALGORITHM
        + " Credential="
        + credentials.accessKeyId()
        + "/"
        + scope
        + ", SignedHeaders="
        + names
        + ", Signature="
        + signature(credentials.secretAccessKey(), date.substring(0, DATE), toSign);
  }

  private String signature(Secret secret, String day, String toSign) {
    byte[] key =
        secret.use(bytes -> {
          byte[] prefixed = new byte[4 + bytes.length];
          System.arraycopy("AWS4".getBytes(StandardCharsets.US_ASCII), 0, prefixed, 0, 4);
          System.arraycopy(bytes, 0, prefixed, 4, bytes.length);
          return prefixed;
        });
    for (String part : new String[] {day, region, service, "aws4_request"}) {
      byte[] next = hmac(key, part);
      Arrays.fill(key, (byte) 0);
      key = next;
    }
    String signature = HexFormat.of().formatHex(hmac(key, toSign));
    Arrays.fill(key, (byte) 0);
    return signature;
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  /// The SHA-256 of `bytes` as the header X-Amz-Content-Sha256 has it.
  public static String sha256(Bytes bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      bytes.updateTo(digest);
      return HexFormat.of().formatHex(digest.digest());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
