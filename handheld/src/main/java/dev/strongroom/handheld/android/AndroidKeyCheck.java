// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import dev.strongroom.attestation.checks.CheckName;

/// The checks of Android's key attestation, besides those of its path and of all kinds.
/// `docs/evidence-handheld.md` lists them with what proves each.
public enum AndroidKeyCheck implements CheckName {
  /// The extension stands in the leaf and nowhere else.
  EXTENSION("chain.attestation", Source.CHAIN),
  /// How the attesting key came into the phone.
  PROVISIONING("chain.provisioning", Source.PROVISIONING),
  /// The extension is one KeyDescription.
  LAYOUT("description.layout", Source.SCHEMA),
  /// Tags and versions that aren't known are named.
  TAGS("description.tags", Source.LIST),
  /// Hardware keeps the key and attests it.
  LEVEL("description.security-level", Source.LEVELS),
  /// Hardware says what was booted, and nothing else does.
  ROOT_OF_TRUST("description.root-of-trust", Source.ROOT_OF_TRUST),
  /// Google publishes nothing to compare.
  PLATFORM("platform.status", "Google publishes no list of levels"),
  /// No attesting key was revoked.
  POLICY_REVOCATION("policy.revocation", Source.STATUS),
  POLICY_PROVISIONING("policy.provisioning", Source.PROVISIONING),
  POLICY_LEVEL("policy.security-level", Source.LEVELS),
  POLICY_BOOT_STATE("policy.boot-state", Source.BOOT_STATE),
  POLICY_LOCKED("policy.locked", Source.ROOT_OF_TRUST),
  POLICY_BOOT_KEY("policy.boot-key", Source.ROOT_OF_TRUST),
  POLICY_BOOT_HASH("policy.boot-hash", Source.ROOT_OF_TRUST),
  POLICY_OS_VERSION("policy.os-version", Source.LIST + ": osVersion"),
  POLICY_OS_PATCH("policy.os-patch", Source.LIST + ": osPatchLevel"),
  POLICY_VENDOR_PATCH("policy.vendor-patch", Source.LIST + ": vendorPatchLevel"),
  POLICY_BOOT_PATCH("policy.boot-patch", Source.LIST + ": bootPatchLevel"),
  POLICY_ORIGIN("policy.origin", Source.LIST + ": origin"),
  POLICY_PURPOSE("policy.purpose", Source.LIST + ": purpose"),
  POLICY_ALL_APPLICATIONS("policy.all-applications", Source.LIST + ": allApplications"),
  POLICY_ROLLBACK("policy.rollback-resistance", Source.LIST + ": rollbackResistance"),
  POLICY_USER_AUTHENTICATION(
      "policy.user-authentication", Source.LIST + ": noAuthRequired, userAuthType"),
  POLICY_APPLICATION("policy.application", Source.APPLICATION),
  POLICY_NONCE("policy.nonce", Source.SCHEMA + ": attestationChallenge"),
  POLICY_PUBLIC_KEY("policy.public-key", "RFC 9334, 10"),
  POLICY_USER_DATA("policy.user-data", "RFC 9334, 10");

  /// Documents and their sections. A constant's own can't be named before the constants.
  private static final class Source {
    private static final String AOSP = "AOSP, Key and ID attestation, ";
    private static final String ANDROID =
        "Android Developers, Verify hardware-backed key pairs with key attestation, ";
    private static final String CHAIN = AOSP + "Attestation extension";
    private static final String PROVISIONING =
        ANDROID + "Provisioning information extension data schema";
    private static final String SCHEMA = AOSP + "Schema";
    private static final String LIST = AOSP + "AuthorizationList fields";
    private static final String LEVELS = AOSP + "SecurityLevel values";
    private static final String ROOT_OF_TRUST = AOSP + "RootOfTrust fields";
    private static final String BOOT_STATE = AOSP + "VerifiedBootState values";
    private static final String APPLICATION = AOSP + "AttestationApplicationId schema";
    private static final String STATUS = ANDROID + "Certificate revocation status list";
  }

  private final String label;
  private final String source;

  AndroidKeyCheck(String label, String source) {
    this.label = label;
    this.source = source;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public String source() {
    return source;
  }
}
