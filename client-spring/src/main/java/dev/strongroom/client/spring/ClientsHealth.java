// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import dev.strongroom.attestation.Claims;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Says of one client which enclave was verified and when, as far as is known: it asks nobody.
///
/// @param enclave behind the client
record ClientsHealth(AttestedEnclave enclave) implements HealthIndicator {
  @Override
  public Health health() {
    Health.Builder health = new Health.Builder();
    if (enclave.refusedNow()) {
      health.down();
    } else if (enclave.lastVerified().isPresent()) {
      health.up();
    } else {
      health.unknown().withDetail("verified", "nothing yet: nobody has asked");
    }
    health.withDetail("url", enclave.url().toString());
    health.withDetail("way", enclave.way().toString());
    enclave.lastVerified().ifPresent(verified -> health.withDetails(details(verified)));
    enclave
        .lastRefused()
        .ifPresent(refused ->
            health.withDetail(
                "lastRefused",
                Map.of(
                    "at", refused.at().toString(), "code", refused.code(), "why", refused.why())));
    return health.build();
  }

  private static Map<String, Object> details(Verification verification) {
    Claims claims = verification.verified().claims();
    Map<String, Object> details = new LinkedHashMap<>();
    if (verification.simulated()) {
      details.put(
          "SIMULATED", "no hardware vouches for this enclave; whoever runs it can read everything");
    }
    if (claims.debug()) {
      details.put("DEBUG", "whoever runs the host can look inside");
    }
    details.put("kind", claims.kind().toString());
    details.put("verifiedAt", verification.at().toString());
    details.put("goodUntil", verification.goodUntil().toString());
    details.put("identityKey", verification.keys().identityKey().hex());
    Map<String, Object> measurements = new LinkedHashMap<>();
    claims.measurements().forEach((name, value) -> measurements.put(name, value.hex()));
    details.put("measurements", measurements);
    return details;
  }
}
