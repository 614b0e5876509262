// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.host.credentials;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/// The metadata service of an EC2 instance, version 2 only: a token first, then the name of the
/// role, then its credentials ("Use the Instance Metadata Service", Amazon EC2 User Guide).
final class InstanceMetadata implements AutoCloseable {
  /// @param until when they expire
  record Expiring(Credentials credentials, Instant until) {}

  private static final String TOKEN = "latest/api/token";
  private static final String ROLES = "latest/meta-data/iam/security-credentials/";
  private static final int TOKEN_SECONDS = 60;
  private static final int SUCCESS = 200;
  private static final int NOT_FOUND = 404;
  private static final int LONGEST = 16 * 1024;
  private static final Pattern TOKEN_TEXT = Pattern.compile("[!-~]{1,1024}");
  // "IAM and AWS STS quotas", IAM User Guide.
  private static final Pattern ROLE = Pattern.compile("[A-Za-z0-9_+=,.@-]{1,64}");

  private final URI service;
  private final Duration answerWithin;
  private final HttpClient http;

  /// @param answerWithin for each of the three requests
  InstanceMetadata(URI service, Duration answerWithin) {
    this.service = service;
    this.answerWithin = answerWithin;
    // Past any proxy: whoever answers gets to say which credentials are used.
    this.http =
        HttpClient.newBuilder()
            .proxy(HttpClient.Builder.NO_PROXY)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(answerWithin)
            .build();
  }

  /// Asks for the credentials of the instance's role.
  Expiring credentials() throws CredentialsException {
    String token =
        answer(
                request(TOKEN)
                    .header("X-aws-ec2-metadata-token-ttl-seconds", String.valueOf(TOKEN_SECONDS))
                    .PUT(BodyPublishers.noBody()),
                "a token")
            .strip();
    if (!TOKEN_TEXT.matcher(token).matches()) {
      throw new CredentialsException("the metadata service's token is malformed");
    }
    String role = answer(get(ROLES, token), "the instance's role").strip();
    if (!ROLE.matcher(role).matches()) {
      throw new CredentialsException("the metadata service's name of the role is malformed");
    }
    return expiring(answer(get(ROLES + role, token), "the role's credentials"));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(service.resolve("/" + path)).timeout(answerWithin);
  }

  private HttpRequest.Builder get(String path, String token) {
    return request(path).header("X-aws-ec2-metadata-token", token).GET();
  }

  private String answer(HttpRequest.Builder request, String what) throws CredentialsException {
    HttpResponse<byte[]> response;
    try {
      response =
          http.send(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST));
    } catch (IOException e) {
      throw new CredentialsException("no metadata service that gives " + what, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CredentialsException("stopped while asking for " + what, e);
    }
    if (response.statusCode() == NOT_FOUND) {
      throw new CredentialsException("the metadata service doesn't have " + what);
    }
    if (response.statusCode() != SUCCESS) {
      throw new CredentialsException(
          "the metadata service answers " + response.statusCode() + " for " + what);
    }
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  private static Expiring expiring(String json) throws CredentialsException {
    Map<String, String> members = texts(json);
    if (!"Success".equals(members.get("Code"))) {
      throw new CredentialsException("the metadata service has no credentials for the role now");
    }
    try {
      return new Expiring(
          new Credentials(
              member(members, "AccessKeyId"),
              member(members, "SecretAccessKey"),
              Optional.of(member(members, "Token"))),
          Instant.parse(member(members, "Expiration")));
    } catch (DateTimeException e) {
      throw malformed();
    }
  }

  private static String member(Map<String, String> members, String name)
      throws CredentialsException {
    String value = members.get(name);
    if (value == null || value.isBlank()) {
      throw malformed();
    }
    return value;
  }

  private static CredentialsException malformed() {
    return new CredentialsException("the metadata service's credentials are malformed");
  }

  private static Map<String, String> texts(String text) throws CredentialsException {
    Map<String, String> texts = new HashMap<>();
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw malformed();
      }
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        if (json.nextToken() == JsonToken.VALUE_STRING) {
          texts.put(name, json.getString());
        } else {
          json.skipChildren();
        }
      }
      return texts;
    } catch (JacksonException e) {
      // Without its message, which shows a part of the text.
      throw malformed();
    }
  }

  @Override
  public void close() {
    http.shutdownNow();
  }
}
