// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.channel.signature;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// What every signed request has: the one profile of RFC 9421 that a vault takes.
final class RequestProfile {
  static final String TAG = "strongroom-vault";
  static final String LABEL = "strongroom";

  static final String SIGNATURE = "signature";
  static final String SIGNATURE_INPUT = "signature-input";
  static final String CONTENT_DIGEST = "content-digest";
  static final String EPOCH = "strongroom-epoch";
  static final String PASSKEY = "strongroom-passkey";

  static final List<String> COMPONENTS =
      List.of("@method", "@path", "@query", CONTENT_DIGEST, EPOCH);
  static final Set<String> PARAMETERS =
      Set.of("created", "expires", "nonce", "keyid", "alg", "tag");

  private RequestProfile() {}

  /// The components' values (RFC 9421, section 2.2).
  static Map<String, String> values(RequestTarget target, String digest, String epoch) {
    return Map.of(
        "@method",
        target.method(),
        "@path",
        target.path(),
        "@query",
        "?" + target.query(),
        CONTENT_DIGEST,
        digest,
        EPOCH,
        epoch);
  }
}
