// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What stands under `strongroom.clients.NAME` (`docs/spring.md`), as it was written.
///
/// @param url where the enclave is reached
/// @param policy location of the appraisal policy, such as `classpath:policy.json`
/// @param endorsements locations of what makers say of the hardware
/// @param identityKey the deployment's Ed25519 key in hexadecimal, or `any`
/// @param way how it is spoken to
/// @param fresh whether the hardware signs each connection's nonce
/// @param reverifyAfter how long a verification lasts
/// @param connectTimeout for connecting, verification included
/// @param readTimeout until an answer begins
/// @param verifyAtStart whether the application starts only if the enclave is verified
/// @param sslBundle whom the TLS of [Way#ENCRYPTED_MESSAGES] trusts; empty: the JDK's roots
record ClientProperties(
    @Nullable String url,
    @Nullable String policy,
    @DefaultValue List<String> endorsements,
    @Nullable String identityKey,
    @DefaultValue("attested-channel") Way way,
    @DefaultValue("false") boolean fresh,
    @DefaultValue("10m") Duration reverifyAfter,
    @DefaultValue("25s") Duration connectTimeout,
    @DefaultValue("60s") Duration readTimeout,
    @DefaultValue("false") boolean verifyAtStart,
    @Nullable String sslBundle) {

  /// Where they stand.
  static final String PREFIX = "strongroom.clients";

  /// Copies the list.
  ClientProperties {
    endorsements = List.copyOf(endorsements);
  }
}
