// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.cli;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.json.JsonNode;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.host.credentials.Credentials;
import dev.strongroom.host.credentials.CredentialsException;
import dev.strongroom.host.credentials.CredentialsSource;
import dev.strongroom.image.signature.EcdsaValue;
import dev.strongroom.image.signature.SigningAlgorithm;
import dev.strongroom.image.signature.SigningException;
import dev.strongroom.image.signature.SigningKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/// A key that never leaves AWS KMS: its operation Sign over a digest (AWS KMS API Reference).
///
/// @param keyId id or ARN of an asymmetric key for signing
/// @param region where it is
/// @param endpoint of KMS there
/// @param credentials of who may sign
/// @param clock for the request's date
record KmsSigningKey(
    String keyId, String region, URI endpoint, CredentialsSource credentials, InstantSource clock)
    implements SigningKey {
  private static final JsonFactory JSON = new JsonFactory();
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int LONGEST_ANSWER = 1 << 16;
  private static final int SUCCESS = 200;

  @Override
  public Bytes sign(SigningAlgorithm algorithm, Bytes digest) throws SigningException, IOException {
    String answer = answer(request(body(algorithm, digest)));
    try {
      Bytes der =
          Bytes.copyOf(
              Base64.getDecoder().decode(JsonNode.parse(answer).member("Signature").text()));
      return EcdsaValue.fullWidth(algorithm, der)
          .orElseThrow(() -> new SigningException("KMS's signature is none of " + algorithm));
    } catch (MalformedJsonException | IllegalArgumentException e) {
      throw new SigningException("KMS's answer can't be understood", e);
    }
  }

  private Bytes body(SigningAlgorithm algorithm, Bytes digest) {
    String name =
        switch (algorithm) {
          case ES256 -> "ECDSA_SHA_256";
          case ES384 -> "ECDSA_SHA_384";
          case ES512 -> "ECDSA_SHA_512";
        };
    StringWriter body = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), body)) {
      json.writeStartObject();
      json.writeStringProperty("KeyId", keyId);
      json.writeStringProperty("Message", Base64.getEncoder().encodeToString(digest.toByteArray()));
      json.writeStringProperty("MessageType", "DIGEST");
      json.writeStringProperty("SigningAlgorithm", name);
      json.writeEndObject();
    }
    return Bytes.utf8(body.toString());
  }

  private HttpRequest request(Bytes body) throws SigningException {
    Credentials current;
    try {
      current = credentials.current();
    } catch (CredentialsException e) {
      throw new SigningException("no credentials for AWS: " + e.getMessage(), e);
    }
    String date = AwsRequestSignature.date(clock.instant());
    SortedMap<String, String> headers = new TreeMap<>();
    headers.put("content-type", "application/x-amz-json-1.1");
    headers.put("host", endpoint.getRawAuthority());
    headers.put("x-amz-date", date);
    headers.put("x-amz-target", "TrentService.Sign");
    current.sessionToken().ifPresent(token -> headers.put("x-amz-security-token", token));
    String authorization =
        new AwsRequestSignature(region, "kms").authorization(current, headers, date, body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(endpoint.resolve("/"))
            .timeout(PATIENCE)
            .header("authorization", authorization)
            .POST(BodyPublishers.ofByteArray(body.toByteArray()));
    // The client sets this one itself, to the same value.
    headers.remove("host");
    headers.forEach(request::header);
    return request.build();
  }

  private String answer(HttpRequest request) throws SigningException, IOException {
    try (HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(PATIENCE)
            .build()) {
      HttpResponse<InputStream> response = http.send(request, BodyHandlers.ofInputStream());
      String text;
      try (InputStream in = response.body()) {
        text = new String(in.readNBytes(LONGEST_ANSWER), StandardCharsets.UTF_8);
      }
      if (response.statusCode() != SUCCESS) {
        throw new SigningException("KMS refuses (status " + response.statusCode() + "): " + text);
      }
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while KMS was asked");
    }
  }
}
