// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.der.DerException;
import dev.strongroom.attestation.der.DerReader;
import dev.strongroom.handheld.android.RootOfTrust.BootState;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Reads an AuthorizationList (AOSP, "Key and ID attestation"). Known tags have to have their
/// shape; the others are kept by number only. Their order isn't looked at: older hardware has its
/// own.
final class AuthorizationListReader {
  private static final List<BootState> STATES =
      List.of(BootState.VERIFIED, BootState.SELF_SIGNED, BootState.UNVERIFIED, BootState.FAILED);

  private static final int NULL = 0x05;
  private static final int MOST = 64;
  private static final int LONGEST = 2048;
  private static final int SHA256 = 32;

  private final Map<KeyMintTag, Long> numbers = new EnumMap<>(KeyMintTag.class);
  private final Map<KeyMintTag, Set<Long>> sets = new EnumMap<>(KeyMintTag.class);
  private final Set<KeyMintTag> flags = EnumSet.noneOf(KeyMintTag.class);
  private final Map<KeyMintTag, Bytes> octets = new EnumMap<>(KeyMintTag.class);
  private final Set<Integer> unknown = new HashSet<>();
  private Optional<RootOfTrust> rootOfTrust = Optional.empty();
  private Optional<ApplicationId> applicationId = Optional.empty();

  private AuthorizationListReader() {}

  static AuthorizationList read(DerReader description) throws DerException {
    AuthorizationListReader reader = new AuthorizationListReader();
    Map<Integer, Bytes> elements = TaggedElements.of(description.content(DerReader.SEQUENCE));
    for (Map.Entry<Integer, Bytes> element : elements.entrySet()) {
      Optional<KeyMintTag> tag = KeyMintTag.of(element.getKey());
      if (tag.isPresent()) {
        reader.add(tag.get(), DerReader.of(element.getValue()));
      } else {
        reader.unknown.add(element.getKey());
      }
    }
    return new AuthorizationList(
        reader.numbers,
        reader.sets,
        reader.flags,
        reader.octets,
        reader.rootOfTrust,
        reader.applicationId,
        new TreeSet<>(reader.unknown));
  }

  private void add(KeyMintTag tag, DerReader value) throws DerException {
    switch (tag.shape()) {
      case NUMBER -> numbers.put(tag, KeyDescriptionReader.number(value));
      case SET -> sets.put(tag, set(value.enter(DerReader.SET)));
      case FLAG -> {
        int start = value.offset();
        if (!value.content(NULL).isEmpty()) {
          throw new DerException(start, "null with a content");
        }
        flags.add(tag);
      }
      case OCTETS -> octets.put(tag, KeyDescriptionReader.octets(value, LONGEST));
      case ROOT_OF_TRUST -> rootOfTrust = Optional.of(rootOfTrust(value.enter(DerReader.SEQUENCE)));
      case APPLICATION_ID -> {
        DerReader inner = DerReader.of(KeyDescriptionReader.octets(value, LONGEST));
        applicationId = Optional.of(applicationId(inner.enter(DerReader.SEQUENCE)));
        inner.end();
      }
    }
    value.end();
  }

  private static Set<Long> set(DerReader content) throws DerException {
    Set<Long> values = new HashSet<>();
    while (content.more()) {
      int start = content.offset();
      if (!values.add(KeyDescriptionReader.number(content)) || values.size() > MOST) {
        throw new DerException(start, "a number twice, or too many");
      }
    }
    return Set.copyOf(values);
  }

  private static RootOfTrust rootOfTrust(DerReader content) throws DerException {
    Bytes bootKey = KeyDescriptionReader.octets(content, LONGEST);
    boolean locked = content.bool();
    BootState state = KeyDescriptionReader.enumerated(content, STATES);
    Optional<Bytes> bootHash =
        content.more()
            ? Optional.of(KeyDescriptionReader.octets(content, LONGEST))
            : Optional.empty();
    content.end();
    return new RootOfTrust(bootKey, locked, state, bootHash);
  }

  private static ApplicationId applicationId(DerReader content) throws DerException {
    Map<String, Long> packages = new HashMap<>();
    DerReader infos = content.enter(DerReader.SET);
    while (infos.more()) {
      int start = infos.offset();
      DerReader info = infos.enter(DerReader.SEQUENCE);
      String name = KeyDescriptionReader.octets(info, LONGEST).asUtf8();
      long version = KeyDescriptionReader.number(info);
      info.end();
      if (name == null || packages.put(name, version) != null) {
        throw new DerException(start, "package name that isn't UTF-8, or stood before");
      }
    }
    Set<Bytes> signers = new HashSet<>();
    DerReader digests = content.enter(DerReader.SET);
    while (digests.more()) {
      int start = digests.offset();
      Bytes digest = KeyDescriptionReader.octets(digests, SHA256);
      if (digest.length() != SHA256 || !signers.add(digest)) {
        throw new DerException(start, "digest of another length, or one that stood before");
      }
    }
    content.end();
    return new ApplicationId(packages, signers);
  }
}
