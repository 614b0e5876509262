// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.runtime.kms;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.configuration.RootSecretConfiguration.Kms;
import dev.strongroom.enclave.runtime.keys.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The two operations of AWS KMS that a root secret takes ("GenerateDataKey" and "Decrypt", AWS KMS
/// API Reference; protocol AWS JSON 1.1), always with evidence as recipient.
///
/// Nothing is tried again here.
final class KmsClient {
  /// Of a body, in bytes.
  static final int LONGEST_ANSWER = 1 << 16;

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final int SUCCESS = 200;
  private static final Pattern TYPE = Pattern.compile("[A-Za-z]{1,64}");
  private static final int SHOWN = 300;

  /// What GenerateDataKey gives.
  ///
  /// @param ciphertext the new secret, encrypted under the KMS key
  /// @param envelope the same, encrypted to the recipient
  record DataKey(Bytes ciphertext, Bytes envelope) {}

  private final Kms kms;
  private final URI uri;
  private final String host;
  private final SortedMap<String, String> context;
  private final HttpClient http;
  private final AwsCredentials.Source credentials;
  private final InstantSource clock;

  /// @param context what the ciphertext is tied to
  /// @param http whose TLS ends in this enclave
  KmsClient(
      Kms kms,
      SortedMap<String, String> context,
      HttpClient http,
      AwsCredentials.Source credentials,
      InstantSource clock) {
    this.kms = kms;
    this.host = kms.endpoint().replaceFirst(":443$", "");
    this.uri = URI.create("https://" + host + "/");
    this.context = context;
    this.http = http;
    this.credentials = credentials;
    this.clock = clock;
  }

  /// Makes a new secret.
  ///
  /// @param length in bytes
  /// @param document evidence that binds the recipient's key
  DataKey generateDataKey(int length, Bytes document) throws KmsException, InterruptedException {
    Map<String, String> answer =
        call("GenerateDataKey", KmsJson.generateDataKey(kms.key(), length, context, document));
    return new DataKey(
        bytes(answer, "CiphertextBlob", WrappedRootSecret.LONGEST), envelope(answer));
  }

  /// Decrypts a secret.
  ///
  /// @param document evidence that binds the recipient's key
  /// @return the secret, encrypted to the recipient
  Bytes decrypt(Bytes ciphertext, Bytes document) throws KmsException, InterruptedException {
    return envelope(call("Decrypt", KmsJson.decrypt(kms.key(), ciphertext, context, document)));
  }

  private Bytes envelope(Map<String, String> answer) throws KmsException {
    String key = answer.getOrDefault("KeyId", "");
    if (!key.equals(kms.key())) {
      throw new KmsException(new KmsFailure.WrongKey(key.isEmpty() ? "(unnamed)" : shown(key)));
    }
    if (!answer.getOrDefault("Plaintext", "").isEmpty()) {
      throw new KmsException(new KmsFailure.PlaintextPresent());
    }
    return bytes(answer, "CiphertextForRecipient", RecipientEnvelope.LONGEST);
  }

  private static Bytes bytes(Map<String, String> answer, String name, int longest)
      throws KmsException {
    return KmsJson.decoded(answer.getOrDefault(name, ""), longest)
        .orElseThrow(() -> malformed(name + " is missing, not Base64, or too long"));
  }

  private Map<String, String> call(String operation, Bytes body)
      throws KmsException, InterruptedException {
    HttpResponse<byte[]> response = send(request(operation, body));
    Optional<Map<String, String>> members = KmsJson.texts(response.body());
    if (response.statusCode() == SUCCESS) {
      return members.orElseThrow(() -> malformed("not an object of JSON"));
    }
    throw refusal(response, members.orElse(Map.of()));
  }

  private HttpRequest request(String operation, Bytes body) throws KmsException {
    SortedMap<String, String> headers = new TreeMap<>();
    headers.put("content-type", "application/x-amz-json-1.1");
    headers.put("host", host);
    headers.put("x-amz-target", "TrentService." + operation);
    headers.put("x-amz-content-sha256", RequestSignature.sha256(body));
    try (AwsCredentials current = credentials.current()) {
      headers.put("x-amz-date", RequestSignature.date(clock.instant()));
      current.sessionToken().ifPresent(token -> headers.put("x-amz-security-token", text(token)));
      String authorization =
          new RequestSignature(kms.region(), "kms").authorization(current, headers, body);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(uri)
              .timeout(ANSWER_WITHIN)
              .header("Authorization", authorization)
              .POST(HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
      // The client sends Host itself, from the same URI.
      headers.remove("host");
      headers.forEach(request::header);
      return request.build();
    } catch (IOException | IllegalArgumentException e) {
      throw new KmsException(new KmsFailure.HostFailed("credentials", shown(e.getMessage())));
    }
  }

  /// Headers are texts, so this part of a secret can't be wiped; it lives for hours at most.
  private static String text(Secret token) {
    return token.use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws KmsException, InterruptedException {
    try {
      return http.send(request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER));
    } catch (IOException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof CertificateException) {
          throw new KmsException(new KmsFailure.UntrustedServer(shown(cause.getMessage())));
        }
      }
      throw new KmsException(new KmsFailure.Unreachable(shown(e.getMessage())));
    }
  }

  private static KmsException refusal(HttpResponse<?> response, Map<String, String> members) {
    // "Error responses", AWS JSON protocols: `namespace#Type:uri`, in the body or a header.
    String named =
        members.getOrDefault(
            "__type", response.headers().firstValue("x-amzn-errortype").orElse(""));
    String type = named.substring(named.indexOf('#') + 1).replaceFirst(":.*", "");
    if (!TYPE.matcher(type).matches()) {
      type = "HTTP " + response.statusCode();
    }
    String message = members.getOrDefault("message", members.getOrDefault("Message", ""));
    return new KmsException(
        new KmsFailure.Refused(KmsRefusal.of(type, response.statusCode()), type, shown(message)));
  }

  /// Somebody else's text, for logs: short and printable.
  private static String shown(@Nullable String text) {
    String printable = text == null ? "" : text.replaceAll("[^ -~]", "?");
    return printable.length() <= SHOWN ? printable : printable.substring(0, SHOWN) + "...";
  }

  private static KmsException malformed(String detail) {
    return new KmsException(new KmsFailure.MalformedAnswer(detail));
  }
}
