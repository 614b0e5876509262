// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.enclave.vault.principal;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.policy.Principal;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Verifies ID tokens (OpenID Connect Core 1.0, section 3.1.3.7) that are bound to a session: the
/// token's nonce is the SHA-256 of the session's public key, so whoever steals the token can't use
/// it without that key. Thread-safe.
public final class IdTokens {
  /// How far an issuer's clock may be ahead of the enclave's.
  public static final Duration SKEW = Duration.ofMinutes(1);

  /// How long ago a token may have been issued, however long it says that it holds.
  public static final Duration OLDEST = Duration.ofHours(1);

  private final Map<String, Issuer> issuers = new HashMap<>();
  private final InstantSource clock;

  private record Issuer(OidcSettings settings, KeySource keys) {}

  /// @param settings each issuer once
  /// @param client the egress's, for keys that aren't pinned; the caller closes it
  /// @throws IllegalArgumentException if an issuer comes twice
  public IdTokens(List<OidcSettings> settings, HttpClient client, InstantSource clock) {
    this.clock = clock;
    for (OidcSettings one : settings) {
      KeySource keys =
          one.keys().isPresent()
              ? KeySource.pinned(one.keys().get())
              : new FetchedKeys(client, one.jwksUrl().orElseThrow(), clock);
      if (issuers.putIfAbsent(one.issuer(), new Issuer(one, keys)) != null) {
        throw new IllegalArgumentException("an issuer comes twice");
      }
    }
  }

  /// The nonce that a token for this session has to have.
  ///
  /// @param sessionKey the session's public key, encoded as in its requests
  /// @return base64url of its SHA-256
  public static String nonce(Bytes sessionKey) {
    return Encodings.base64Url(Encodings.sha256(sessionKey));
  }

  /// Verifies a token.
  ///
  /// @param token in compact form
  /// @param sessionKey whom it has to be bound to
  /// @throws RefusedPrincipalException if something doesn't hold
  public Identity.OfOidc verify(String token, Bytes sessionKey) throws RefusedPrincipalException {
    IdToken read = IdToken.parse(token);
    Issuer issuer = issuers.get(read.issuer());
    if (issuer == null) {
      throw refusal(PrincipalRefusal.UNKNOWN_ISSUER, "no such issuer in the settings");
    }
    checkAudience(read, issuer.settings.audience());
    checkTimes(read, clock.instant());
    if (!read.nonce().equals(nonce(sessionKey))) {
      throw refusal(PrincipalRefusal.OTHER_SESSION, "not bound to this session's key");
    }
    // Last, because it may need the network.
    IssuerKey key = issuer.keys.find(read.keyId());
    if (!key.fits(read.algorithm())) {
      throw refusal(PrincipalRefusal.UNKNOWN_ALGORITHM, "not the algorithm of this key");
    }
    if (!key.verifies(read.algorithm(), read.signed(), read.signature())) {
      throw refusal(PrincipalRefusal.BAD_SIGNATURE, "not signed by the issuer");
    }
    return new Identity.OfOidc(
        Encodings.principal(Principal.Kind.OIDC, read.issuer() + "#" + read.subject()),
        read.issuer(),
        read.subject(),
        issuer.settings.audience(),
        read.issued(),
        read.expires());
  }

  private static void checkAudience(IdToken token, String audience)
      throws RefusedPrincipalException {
    boolean forUs = token.audiences().contains(audience);
    boolean onlyForUs = token.audiences().size() == 1;
    boolean askedByUs = token.authorizedParty().map(audience::equals).orElse(onlyForUs);
    if (!forUs || !askedByUs) {
      throw refusal(PrincipalRefusal.OTHER_AUDIENCE, "made for somebody else");
    }
  }

  private static void checkTimes(IdToken token, Instant now) throws RefusedPrincipalException {
    if (!token.expires().isAfter(now)) {
      throw refusal(PrincipalRefusal.EXPIRED, "the token has expired");
    }
    Instant latest = now.plus(SKEW);
    if (token.issued().isAfter(latest)) {
      throw refusal(PrincipalRefusal.FROM_THE_FUTURE, "issued after the enclave's time");
    }
    if (token.notBefore().filter(latest::isBefore).isPresent()) {
      throw refusal(PrincipalRefusal.NOT_YET_VALID, "the token doesn't hold yet");
    }
    if (token.issued().isBefore(now.minus(OLDEST))) {
      throw refusal(PrincipalRefusal.STALE, "issued more than " + OLDEST + " ago");
    }
  }

  private static RefusedPrincipalException refusal(PrincipalRefusal refusal, String message) {
    return new RefusedPrincipalException(refusal, message);
  }
}
