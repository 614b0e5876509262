// SPDX-License-Identifier: Apache-2.0
package dev.strongroom.handheld.android;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What an authorization list can say of a key (AOSP, "Key and ID attestation": AuthorizationList
/// fields; Tag.aidl), in all versions from Keymaster 2 to KeyMint 4.
public enum KeyMintTag {
  PURPOSE(1, Shape.SET),
  ALGORITHM(2, Shape.NUMBER),
  KEY_SIZE(3, Shape.NUMBER),
  BLOCK_MODE(4, Shape.SET),
  DIGEST(5, Shape.SET),
  PADDING(6, Shape.SET),
  CALLER_NONCE(7, Shape.FLAG),
  MIN_MAC_LENGTH(8, Shape.NUMBER),
  EC_CURVE(10, Shape.NUMBER),
  RSA_PUBLIC_EXPONENT(200, Shape.NUMBER),
  MGF_DIGEST(203, Shape.SET),
  ROLLBACK_RESISTANCE(303, Shape.FLAG),
  EARLY_BOOT_ONLY(305, Shape.FLAG),
  ACTIVE_DATE_TIME(400, Shape.NUMBER),
  ORIGINATION_EXPIRE_DATE_TIME(401, Shape.NUMBER),
  USAGE_EXPIRE_DATE_TIME(402, Shape.NUMBER),
  USAGE_COUNT_LIMIT(405, Shape.NUMBER),
  USER_SECURE_ID(502, Shape.NUMBER),
  NO_AUTH_REQUIRED(503, Shape.FLAG),
  USER_AUTH_TYPE(504, Shape.NUMBER),
  AUTH_TIMEOUT(505, Shape.NUMBER),
  ALLOW_WHILE_ON_BODY(506, Shape.FLAG),
  TRUSTED_USER_PRESENCE_REQUIRED(507, Shape.FLAG),
  TRUSTED_CONFIRMATION_REQUIRED(508, Shape.FLAG),
  UNLOCKED_DEVICE_REQUIRED(509, Shape.FLAG),
  ALL_APPLICATIONS(600, Shape.FLAG),
  APPLICATION_ID(601, Shape.OCTETS),
  CREATION_DATE_TIME(701, Shape.NUMBER),
  ORIGIN(702, Shape.NUMBER),
  ROLLBACK_RESISTANT(703, Shape.FLAG),
  ROOT_OF_TRUST(704, Shape.ROOT_OF_TRUST),
  OS_VERSION(705, Shape.NUMBER),
  OS_PATCH_LEVEL(706, Shape.NUMBER),
  ATTESTATION_APPLICATION_ID(709, Shape.APPLICATION_ID),
  ATTESTATION_ID_BRAND(710, Shape.OCTETS),
  ATTESTATION_ID_DEVICE(711, Shape.OCTETS),
  ATTESTATION_ID_PRODUCT(712, Shape.OCTETS),
  ATTESTATION_ID_SERIAL(713, Shape.OCTETS),
  ATTESTATION_ID_IMEI(714, Shape.OCTETS),
  ATTESTATION_ID_MEID(715, Shape.OCTETS),
  ATTESTATION_ID_MANUFACTURER(716, Shape.OCTETS),
  ATTESTATION_ID_MODEL(717, Shape.OCTETS),
  VENDOR_PATCH_LEVEL(718, Shape.NUMBER),
  BOOT_PATCH_LEVEL(719, Shape.NUMBER),
  DEVICE_UNIQUE_ATTESTATION(720, Shape.FLAG),
  IDENTITY_CREDENTIAL_KEY(721, Shape.FLAG),
  ATTESTATION_ID_SECOND_IMEI(723, Shape.OCTETS),
  MODULE_HASH(724, Shape.OCTETS);

  /// What a tag's value looks like.
  enum Shape {
    /// INTEGER.
    NUMBER,
    /// SET OF INTEGER.
    SET,
    /// NULL: being there says it.
    FLAG,
    /// OCTET STRING.
    OCTETS,
    /// RootOfTrust.
    ROOT_OF_TRUST,
    /// OCTET STRING around AttestationApplicationId.
    APPLICATION_ID
  }

  private static final Map<Integer, KeyMintTag> BY_NUMBER =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(KeyMintTag::number, Function.identity()));

  private final int number;
  private final Shape shape;

  KeyMintTag(int number, Shape shape) {
    this.number = number;
    this.shape = shape;
  }

  /// The number in the list.
  public int number() {
    return number;
  }

  Shape shape() {
    return shape;
  }

  static Optional<KeyMintTag> of(int number) {
    return Optional.ofNullable(BY_NUMBER.get(number));
  }
}
