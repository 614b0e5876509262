// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.Bytes;
import dev.strongroom.attestation.EvidenceKind;
import dev.strongroom.attestation.x509.Certificate;
import dev.strongroom.handheld.HandheldClaims;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a phone says of a key and of itself, by names.
public final class AndroidKeyDetails {
  private static final List<KeyMintTag> NUMBERS =
      List.of(
          KeyMintTag.OS_VERSION,
          KeyMintTag.OS_PATCH_LEVEL,
          KeyMintTag.VENDOR_PATCH_LEVEL,
          KeyMintTag.BOOT_PATCH_LEVEL,
          KeyMintTag.ORIGIN);

  private static final List<KeyMintTag> TEXTS =
      List.of(
          KeyMintTag.ATTESTATION_ID_BRAND,
          KeyMintTag.ATTESTATION_ID_DEVICE,
          KeyMintTag.ATTESTATION_ID_PRODUCT,
          KeyMintTag.ATTESTATION_ID_MANUFACTURER,
          KeyMintTag.ATTESTATION_ID_MODEL);

  private AndroidKeyDetails() {}

  /// The claims; few if little could be read.
  public static HandheldClaims claims(AndroidKeyVerification.Result found) {
    SortedMap<String, String> details = new TreeMap<>();
    KeyDescription description = found.description();
    if (description != null) {
      details.put("provisioning", found.provisioning().toString());
      details.put("attestationLevel", description.attestationLevel().toString());
      details.put("keyMintLevel", description.keyMintLevel().toString());
      details.put("attestationVersion", Long.toUnsignedString(description.version()));
      details.put("keyMintVersion", Long.toUnsignedString(description.keyMintVersion()));
      hardware(description.hardware(), details);
      applicationId(description).ifPresent(id -> details.put("application", apps(id)));
    }
    return new HandheldClaims(
        EvidenceKind.ANDROID_KEY,
        Optional.ofNullable(found.leaf()).map(Certificate::publicKeyInfo),
        Optional.ofNullable(description).map(KeyDescription::challenge).filter(c -> !c.isEmpty()),
        details);
  }

  private static Optional<ApplicationId> applicationId(KeyDescription description) {
    return description.software().applicationId().or(description.hardware()::applicationId);
  }

  private static void hardware(AuthorizationList hardware, SortedMap<String, String> details) {
    hardware
        .rootOfTrust()
        .ifPresent(root -> {
          details.put("bootState", root.state().toString());
          details.put("bootLoader", root.locked() ? "locked" : "unlocked");
          details.put("bootKey", root.bootKey().hex());
          root.bootHash().ifPresent(hash -> details.put("bootHash", hash.hex()));
        });
    details.put("purposes", AndroidKeyAppraisal.names(hardware.set(KeyMintTag.PURPOSE)));
    for (KeyMintTag tag : NUMBERS) {
      hardware.number(tag).ifPresent(value -> details.put(name(tag), Long.toUnsignedString(value)));
    }
    for (KeyMintTag tag : TEXTS) {
      Bytes value = hardware.octets().get(tag);
      if (value != null) {
        String text = value.asUtf8();
        details.put(name(tag), text == null ? value.hex() : text);
      }
    }
  }

  private static String name(KeyMintTag tag) {
    String[] words = tag.name().toLowerCase(java.util.Locale.ROOT).split("_", -1);
    StringBuilder name = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i], 1, words[i].length());
    }
    return name.toString();
  }

  /// Packages with their versions, and who signed them.
  static String apps(ApplicationId id) {
    return id.packages().entrySet().stream()
            .map(e -> e.getKey() + " " + Long.toUnsignedString(e.getValue()))
            .sorted()
            .collect(Collectors.joining(", "))
        + ", signed by "
        + id.signers().stream().sorted().map(Bytes::hex).collect(Collectors.joining(", "));
  }
}
