// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.client.spring;

import dev.strongroom.attestation.AppraisalPolicy;
import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.Endorsements;
import dev.strongroom.attestation.endorsements.GivenFile;
import dev.strongroom.attestation.json.MalformedJsonException;
import dev.strongroom.attestation.policy.MalformedPolicyException;
import dev.strongroom.attestation.policy.PolicyFile;
import dev.strongroom.channel.ChannelPolicy;
import dev.strongroom.client.spring.ClientSetupException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;

/// What a client's properties demand, checked.
///
/// @param client its name
/// @param url with scheme and host
/// @param policy of its enclave
/// @param properties what else they say
record Demand(String client, URI url, ChannelPolicy policy, ClientProperties properties) {
  private static final int MOST = 32 << 20;
  private static final Pattern KEY = Pattern.compile("[0-9a-fA-F]{64}");
  private static final String ANY = "any";

  /// Reads files and checks all settings.
  ///
  /// @throws ClientSetupException with the first that is wrong
  static Demand of(String client, ClientProperties properties, ResourceLoader files) {
    Reading reading = new Reading(client, files);
    URI url = reading.url(properties);
    if (properties.way() == Way.ENCRYPTED_MESSAGES && properties.fresh()) {
      throw reading.refused(
          Reason.SETTING,
          "fresh is for the attested channel: of messages the attestation key signs the nonce");
    }
    if (properties.way() == Way.ATTESTED_CHANNEL && properties.sslBundle() != null) {
      throw reading.refused(
          Reason.SETTING, "ssl-bundle is for encrypted messages: the channel trusts evidence only");
    }
    if (!properties.reverifyAfter().isPositive()
        || !properties.connectTimeout().isPositive()
        || !properties.readTimeout().isPositive()) {
      throw reading.refused(Reason.SETTING, "durations are positive");
    }
    return new Demand(
        client,
        url,
        new ChannelPolicy(
            reading.policy(properties.policy()),
            reading.endorsements(properties),
            reading.identityKey(properties.identityKey()),
            properties.fresh(),
            properties.reverifyAfter()),
        properties);
  }

  /// Whether what nobody's hardware protects is taken.
  boolean acceptsSimulated() {
    return policy.appraisal().anchors().stream().anyMatch(anchor -> anchor.simulated());
  }

  /// Reads for one client.
  private record Reading(String client, ResourceLoader files) {
    ClientSetupException refused(Reason reason, String why) {
      return new ClientSetupException(client, reason, why);
    }

    URI url(ClientProperties properties) {
      if (properties.url() == null) {
        throw refused(Reason.URL, "no url is given");
      }
      URI url;
      try {
        url = URI.create(properties.url());
      } catch (IllegalArgumentException e) {
        throw refused(Reason.URL, String.valueOf(e.getMessage()));
      }
      String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
      boolean fits =
          scheme.equals("https")
              || (scheme.equals("http") && properties.way() == Way.ENCRYPTED_MESSAGES);
      if (!fits || url.getHost() == null) {
        throw refused(Reason.URL, "https with a host is needed, not " + url);
      }
      if (url.getRawUserInfo() != null
          || url.getRawQuery() != null
          || url.getRawFragment() != null) {
        throw refused(Reason.URL, "scheme, host, port and path are all that it may have");
      }
      return url;
    }

    AppraisalPolicy policy(@Nullable String location) {
      if (location == null || location.isBlank()) {
        throw refused(Reason.POLICY_MISSING, "no policy is given, and none is assumed");
      }
      String text = read(location, Reason.POLICY_UNREADABLE).asUtf8();
      if (text == null) {
        throw refused(Reason.POLICY_MALFORMED, location + " isn't UTF-8");
      }
      try {
        return PolicyFile.parse(text);
      } catch (MalformedPolicyException e) {
        throw new ClientSetupException(
            client, Reason.POLICY_MALFORMED, location + ": " + e.getMessage(), e);
      }
    }

    Endorsements endorsements(ClientProperties properties) {
      Endorsements all = Endorsements.NONE;
      for (String location : properties.endorsements()) {
        Bytes content = read(location, Reason.ENDORSEMENTS);
        try {
          String name = files.getResource(location).getFilename();
          all = all.with(GivenFile.read(content, Objects.requireNonNullElse(name, location)));
        } catch (MalformedJsonException | IllegalArgumentException e) {
          throw new ClientSetupException(
              client, Reason.ENDORSEMENTS, location + ": " + e.getMessage(), e);
        }
      }
      return all;
    }

    Optional<Bytes> identityKey(@Nullable String text) {
      if (text == null) {
        throw refused(
            Reason.IDENTITY_KEY,
            "no identity-key is given; \"any\" takes anybody's deployment of an accepted image");
      }
      if (text.equals(ANY)) {
        return Optional.empty();
      }
      if (!KEY.matcher(text).matches()) {
        throw refused(Reason.IDENTITY_KEY, "64 hexadecimal digits are needed, or \"any\"");
      }
      return Optional.of(Bytes.fromHex(text.toLowerCase(Locale.ROOT)));
    }

    private Bytes read(String location, Reason reason) {
      Resource file = files.getResource(location);
      try (InputStream in = file.getInputStream()) {
        byte[] content = in.readNBytes(MOST + 1);
        if (content.length > MOST) {
          throw refused(reason, location + " has more than " + MOST + " bytes");
        }
        return Bytes.copyOf(content);
      } catch (IOException e) {
        throw new ClientSetupException(
            client, reason, location + " can't be read: " + e.getMessage(), e);
      }
    }
  }
}
