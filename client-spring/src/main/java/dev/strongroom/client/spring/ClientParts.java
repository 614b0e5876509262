// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import dev.strongroom.attestation.PathCache;
import dev.strongroom.attestation.SignatureProvider;
import dev.strongroom.attestation.Verifier;
import dev.strongroom.client.AttestedHttpClient;
import dev.strongroom.client.spring.ClientSetupException.Reason;
import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.springframework.web.client.RestClient;

/// All that belongs to one attested client.
final class ClientParts implements AutoCloseable {
  private static final Log LOG = LogFactory.getLog(ClientParts.class);
  private static final int PATHS = 64;

  private final Demand demand;
  private final AttestedEnclave enclave;
  private final Carrier carrier;

  private ClientParts(Demand demand, AttestedEnclave enclave, Carrier carrier) {
    this.demand = demand;
    this.enclave = enclave;
    this.carrier = carrier;
  }

  /// Sets a client up, and verifies the enclave if that is asked for.
  ///
  /// @param tls of an SSL bundle; of the JDK for an empty name
  /// @throws ClientSetupException if the enclave was to be verified, and couldn't be
  static ClientParts of(Demand demand, Function<String, SSLContext> tls) {
    AttestedEnclave enclave = new AttestedEnclave(demand, InstantSource.system());
    Verifier verifier = Verifier.create(SignatureProvider.fastest(), PathCache.ofCapacity(PATHS));
    Carrier carrier =
        switch (demand.properties().way()) {
          case ATTESTED_CHANNEL -> new ChannelCarrier(demand, verifier, enclave);
          case ENCRYPTED_MESSAGES -> {
            String bundle = demand.properties().sslBundle();
            yield new MessageCarrier(
                demand, verifier, enclave, tls.apply(bundle == null ? "" : bundle));
          }
        };
    if (demand.acceptsSimulated()) {
      LOG.warn(
          "attested client \""
              + demand.client()
              + "\": its policy accepts SIMULATED enclaves, which no hardware vouches for");
    }
    if (demand.properties().verifyAtStart()) {
      try {
        carrier.verify();
      } catch (IOException e) {
        carrier.close();
        throw new ClientSetupException(
            demand.client(), Reason.NOT_VERIFIED, demand.url() + ": " + e.getMessage(), e);
      }
    }
    return new ClientParts(demand, enclave, carrier);
  }

  /// The client's name.
  String name() {
    return demand.client();
  }

  /// What is known of its enclave.
  AttestedEnclave enclave() {
    return enclave;
  }

  /// The HTTP client of the attested channel.
  ///
  /// @throws IllegalStateException if the client goes another way
  AttestedHttpClient http() {
    if (carrier instanceof ChannelCarrier channel) {
      return channel.http();
    }
    throw new IllegalStateException("no attested channel");
  }

  /// Has a builder's clients speak to the enclave, and to nobody else.
  RestClient.Builder speakingTo(RestClient.Builder builder) {
    return builder
        .baseUrl(demand.url().toString())
        .requestFactory(new AttestedRequests(carrier, demand.url()));
  }

  /// Waits for requests under way, then ends.
  @Override
  public void close() {
    carrier.close();
  }
}
