// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.host.credentials.Credentials;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs a POST to the path `/` of one of Amazon's services: Signature Version 4 ("Create a signed
/// AWS API request", IAM User Guide).
///
/// @param region such as `eu-central-1`
/// @param service such as `kms`
record AwsRequestSignature(String region, String service) {
  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /// A time as the header X-Amz-Date has it.
  static String date(Instant time) {
    return DATE.format(time);
  }

  /// The value of the header Authorization.
  ///
  /// @param headers all that are signed, names in lower case; `host` and `x-amz-date` among them
  String authorization(
      Credentials credentials, SortedMap<String, String> headers, String date, Bytes body) {
    String day = date.substring(0, date.indexOf('T'));
    String scope = String.join("/", day, region, service, "aws4_request");
    String names = String.join(";", headers.keySet());
    StringBuilder request = new StringBuilder("POST\n/\n\n");
    for (Map.Entry<String, String> header : headers.entrySet()) {
      request.append(header.getKey()).append(':').append(header.getValue()).append('\n');
    }
    request.append('\n').append(names).append('\n').append(sha256(body));
    String toSign =
        String.join("\n", ALGORITHM, date, scope, sha256(Bytes.utf8(request.toString())));
    byte[] key = ("AWS4" + credentials.secretAccessKey()).getBytes(StandardCharsets.UTF_8);
    for (String part : scope.split("/", -1)) {
      key = hmac(key, part);
    }
    return "%s Credential=%s/%s, SignedHeaders=%s, Signature=%s"
        .formatted(
            ALGORITHM,
            credentials.accessKeyId(),
            scope,
            names,
            HexFormat.of().formatHex(hmac(key, toSign)));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has HmacSHA256", e);
    }
  }

  private static String sha256(Bytes bytes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      bytes.updateTo(digest);
      return HexFormat.of().formatHex(digest.digest());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
