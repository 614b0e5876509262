// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.fixtures.FakeSignatures;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;

/// Our signatures are those that Amazon's own signer makes of the same requests.
class RequestSignatureTest {
  private static final AwsCredentials CREDENTIALS =
      AwsCredentials.of(FakeSignatures.ID, FakeSignatures.SECRET, FakeSignatures.TOKEN);

  @Test
  void equalsAmazonsSignature() {
    SplittableRandom random = new SplittableRandom(1);
    for (int round = 0; round < 200; round++) {
      Instant date = Instant.ofEpochSecond(random.nextLong(0, 4_000_000_000L));
      String region = round % 2 == 0 ? "eu-central-1" : "us-gov-west-1";
      String service = round % 3 == 0 ? "sts" : "kms";
      byte[] body = new byte[random.nextInt(300)];
      random.nextBytes(body);
      SdkHttpRequest.Builder request =
          SdkHttpRequest.builder()
              .method(SdkHttpMethod.POST)
              .protocol("https")
              .host(service + "." + region + ".amazonaws.com")
              .encodedPath("/")
              .putHeader("content-type", "application/x-amz-json-1.1")
              .putHeader("x-amz-target", "TrentService.Decrypt" + round);
      if (round % 5 == 0) {
        request.port(1024 + round);
      }
      if (round % 7 == 0) {
        request.putHeader("x-more", "some, value " + round);
      }
      Map<String, String> amazons =
          FakeSignatures.sign(request.build(), Bytes.copyOf(body), date, region, service);
      String expected = amazons.get("Authorization");

      Map<String, String> lower = new TreeMap<>();
      amazons.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
      assertThat(lower.get("x-amz-date")).isEqualTo(RequestSignature.date(date));
      TreeMap<String, String> headers = new TreeMap<>();
      String names = expected.replaceFirst(".*SignedHeaders=([^,]*),.*", "$1");
      for (String name : Arrays.asList(names.split(";", -1))) {
        headers.put(name, lower.get(name));
      }
      assertThat(headers).containsKeys("host", "x-amz-date", "x-amz-security-token");
      assertThat(
              new RequestSignature(region, service)
                  .authorization(CREDENTIALS, headers, Bytes.copyOf(body)))
          .isEqualTo(expected);
    }
  }

  @Test
  void refusesCredentialsThatWouldGetOutOfTheirHeader() {
    for (String[] parts :
        new String[][] {
          {"short", "secret", ""},
          {"ASIAEXAMPLE/EXAMPLE0", "secret", ""},
          {FakeSignatures.ID, "", ""},
          {FakeSignatures.ID, "se cret", ""},
          {FakeSignatures.ID, "secret", "to\r\nken"},
          {FakeSignatures.ID, "secret", "tökén"},
          {FakeSignatures.ID, "s".repeat(257), ""},
        }) {
      assertThatThrownBy(() -> AwsCredentials.of(parts[0], parts[1], parts[2]))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void showsNothingSecret() {
    assertThat(CREDENTIALS.toString())
        .contains(FakeSignatures.ID)
        .doesNotContain(FakeSignatures.SECRET)
        .doesNotContain(FakeSignatures.TOKEN);
  }
}
