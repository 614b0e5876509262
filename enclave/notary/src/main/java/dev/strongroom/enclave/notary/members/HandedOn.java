// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.notary.members;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.enclave.runtime.Protection;
import dev.strongroom.enclave.runtime.Request;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Requests as a member hands them on: as they came, and with how they came, under the members'
/// key.
final class HandedOn {
  private static final String TAG = "strongroom-member";
  private static final String PROTECTION = "strongroom-member-protection";
  private static final String HOST = "host";
  private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9a-z-]+");
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");
  private static final Pattern METHOD = Pattern.compile("[A-Z]{1,16}");
  private static final Pattern TARGET = Pattern.compile("/[\\x21-\\x7e]*");

  /// Methods whose answers don't say where they end, or that are for proxies.
  private static final Set<String> NOT_HANDED_ON = Set.of("HEAD", "CONNECT", "TRACE");

  /// Of one connection (RFC 9110, 7.6.1), or about this hop.
  private static final Set<String> OF_ONE_HOP =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "proxy-authenticate",
          "proxy-authorization",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade",
          "expect",
          "content-length",
          "date",
          "server",
          TAG,
          PROTECTION);

  private HandedOn() {}

  /// Whether a request can be handed on.
  static boolean possible(Request request) {
    return METHOD.matcher(request.method()).matches()
        && !NOT_HANDED_ON.contains(request.method())
        && TARGET.matcher(MemberKey.target(request)).matches();
  }

  /// The bytes of a request.
  static byte[] encoded(Request request, Bytes tag) {
    StringBuilder head = new StringBuilder(512);
    head.append(request.method()).append(' ').append(MemberKey.target(request));
    head.append(" HTTP/1.1\r\n");
    if (!request.headers().containsKey(HOST)) {
      append(head, HOST, List.of("writer"));
    }
    request
        .headers()
        .forEach((name, values) -> {
          if (!OF_ONE_HOP.contains(name) && NAME.matcher(name).matches()) {
            append(head, name, values);
          }
        });
    append(head, TAG, List.of(tag.hex()));
    append(head, PROTECTION, List.of(request.protection().name()));
    append(head, "content-length", List.of(String.valueOf(request.body().length())));
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    byte[] body = request.body().toByteArray();
    byte[] all = Arrays.copyOf(start, start.length + body.length);
    System.arraycopy(body, 0, all, start.length, body.length);
    return all;
  }

  private static void append(StringBuilder head, String name, List<String> values) {
    for (String value : values) {
      if (VALUE.matcher(value).matches()) {
        head.append(name).append(": ").append(value).append("\r\n");
      }
    }
  }

  /// Whether a request says that a member handed it on.
  static boolean claims(Request request) {
    return request.headers().containsKey(TAG) || request.headers().containsKey(PROTECTION);
  }

  /// The request as it came to the member.
  ///
  /// @return empty if no member handed it on to this boot
  static Optional<Request> opened(Request request, Bytes self, MemberKey key) {
    Map<String, List<String>> fields = new HashMap<>(request.headers());
    Optional<Protection> protection = protection(fields.remove(PROTECTION));
    List<String> tags = fields.remove(TAG);
    if (!request.attested() || protection.isEmpty() || tags == null || tags.size() != 1) {
      return Optional.empty();
    }
    Request original =
        new Request(
            request.method(),
            request.path(),
            request.rawPath(),
            request.query(),
            fields,
            request.body(),
            protection.get());
    Bytes tag = Bytes.utf8(key.request(self, original).hex());
    return MemberKey.same(tag, Bytes.utf8(tags.getFirst()))
        ? Optional.of(original)
        : Optional.empty();
  }

  private static Optional<Protection> protection(@Nullable List<String> values) {
    return values == null || values.size() != 1
        ? Optional.empty()
        : Arrays.stream(Protection.values())
            .filter(one -> one.name().equals(values.getFirst()))
            .findFirst();
  }

  /// The fields of an answer that go on to the client.
  static Map<String, String> fields(Map<String, String> answered) {
    Map<String, String> fields = new HashMap<>(answered);
    fields.keySet().removeAll(OF_ONE_HOP);
    return fields;
  }
}
