// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Request;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/// Checks requests' signatures by signing what arrived again, with Amazon's own signer.
final class FakeSignatures {
  static final String ID = "ASIAEXAMPLEEXAMPLE00";
  static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
  static final String TOKEN = "IQoJb3JpZ2luX2VjEXAMPLE//token==";

  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=([^/]+)/([0-9]{8})/([^/]+)/([^/]+)/aws4_request, "
              + "SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX").withZone(ZoneOffset.UTC);

  private final InstantSource clock;
  private volatile Instant expire = Instant.MAX;

  FakeSignatures(InstantSource clock) {
    this.clock = clock;
  }

  /// When the credentials end.
  void expire(Instant at) {
    expire = at;
  }

  void check(Request request, Bytes body) throws FakeKms.Refusal {
    String sent = String.valueOf(request.getHeaders().get("Authorization"));
    Matcher parts = AUTHORIZATION.matcher(sent);
    if (!parts.matches() || !parts.group(1).equals(ID)) {
      throw new FakeKms.Refusal(400, "UnrecognizedClientException", "");
    }
    if (!TOKEN.equals(request.getHeaders().get("X-Amz-Security-Token"))) {
      throw new FakeKms.Refusal(400, "UnrecognizedClientException", "security token");
    }
    Instant date = Instant.from(TIME.parse(request.getHeaders().get("X-Amz-Date")));
    if (Duration.between(date, clock.instant()).abs().compareTo(Duration.ofMinutes(5)) > 0) {
      throw new FakeKms.Refusal(400, "InvalidSignatureException", "Signature expired");
    }
    if (!clock.instant().isBefore(expire)) {
      throw new FakeKms.Refusal(400, "ExpiredTokenException", "token");
    }
    SdkHttpRequest.Builder builder =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.fromValue(request.getMethod()))
            .protocol("https")
            .host(request.getHttpURI().getHost())
            .port(request.getHttpURI().getPort())
            .encodedPath(request.getHttpURI().getPath());
    for (String name : parts.group(5).split(";", -1)) {
      if (!name.equals("host")) {
        builder.putHeader(name, request.getHeaders().get(name));
      }
    }
    for (String needed : new String[] {"host", "x-amz-date", "x-amz-target"}) {
      if (!(";" + parts.group(5) + ";").contains(";" + needed + ";")) {
        throw new FakeKms.Refusal(400, "InvalidSignatureException", needed + " isn't signed");
      }
    }
    String own =
        sign(builder.build(), body, date, parts.group(3), parts.group(4)).get("Authorization");
    if (!sent.equals(own)) {
      throw new FakeKms.Refusal(400, "InvalidSignatureException", "does not match");
    }
  }

  /// Amazon's signature of a request, as headers.
  static Map<String, String> sign(
      SdkHttpRequest request, Bytes body, Instant date, String region, String service) {
    SdkHttpRequest signed =
        AwsV4HttpSigner.create()
            .sign(r ->
                r.identity(
                        (AwsCredentialsIdentity)
                            AwsSessionCredentialsIdentity.create(ID, SECRET, TOKEN))
                    .request(request)
                    .payload(ContentStreamProvider.fromByteArray(body.toByteArray()))
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(date, ZoneOffset.UTC)))
            .request();
    return signed.headers().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, e -> e.getValue().getFirst()));
  }
}
